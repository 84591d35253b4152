/**
 * A Linnet node as one state machine. Entry point: {@link dev.linnet.core.Node}. Pure: events and
 * the time come in, effects go out; nothing here knows a socket, a file, a thread or a clock.
 */
@NullMarked
package dev.linnet.core;

import org.jspecify.annotations.NullMarked;
