/**
 * What happened on this node, for people and their tools. Entry point: {@link
 * dev.linnet.daemon.events.EventLog}.
 */
@NullMarked
package dev.linnet.daemon.events;

import org.jspecify.annotations.NullMarked;
