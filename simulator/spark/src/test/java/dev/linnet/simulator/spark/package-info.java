@NullMarked
package dev.linnet.simulator.spark;

import org.jspecify.annotations.NullMarked;
