/** The command as a person types it. */
@NullMarked
package dev.linnet.simulator.command;

import org.jspecify.annotations.NullMarked;
