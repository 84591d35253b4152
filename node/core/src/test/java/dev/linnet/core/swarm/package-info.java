@NullMarked
package dev.linnet.core.swarm;

import org.jspecify.annotations.NullMarked;
