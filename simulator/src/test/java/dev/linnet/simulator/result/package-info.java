/** Tests of what a run leaves behind. */
@NullMarked
package dev.linnet.simulator.result;

import org.jspecify.annotations.NullMarked;
