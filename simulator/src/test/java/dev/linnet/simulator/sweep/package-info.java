/** Tests of studies. */
@NullMarked
package dev.linnet.simulator.sweep;

import org.jspecify.annotations.NullMarked;
