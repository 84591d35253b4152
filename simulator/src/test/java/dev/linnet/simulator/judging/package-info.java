@NullMarked
package dev.linnet.simulator.judging;

import org.jspecify.annotations.NullMarked;
