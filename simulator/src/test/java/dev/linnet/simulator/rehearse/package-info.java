/** Plans tried on twins. */
@NullMarked
package dev.linnet.simulator.rehearse;

import org.jspecify.annotations.NullMarked;
