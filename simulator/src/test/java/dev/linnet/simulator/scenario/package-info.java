/** Tests of reading and running scenarios. */
@NullMarked
package dev.linnet.simulator.scenario;

import org.jspecify.annotations.NullMarked;
