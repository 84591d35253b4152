/**
 * Deaths of a node with its store and nothing around it, many in little time. Entry point: {@link
 * dev.linnet.soak.kills.Kills}. The process that dies is {@code dev.linnet.daemon.store.Mortal}.
 */
@NullMarked
package dev.linnet.soak.kills;

import org.jspecify.annotations.NullMarked;
