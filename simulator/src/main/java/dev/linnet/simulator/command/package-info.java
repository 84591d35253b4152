/** The {@code linnet-sim} command. Entry point: {@link dev.linnet.simulator.command.LinnetSim}. */
@NullMarked
package dev.linnet.simulator.command;

import org.jspecify.annotations.NullMarked;
