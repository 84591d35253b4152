/**
 * When a chunk may move: few at a time, fairly between those who ask, no faster than the operator
 * allows, and politely while the node answers requests; and the memory in which it moves. Entry
 * types: {@link dev.linnet.daemon.transfer.Slots}, {@link dev.linnet.daemon.transfer.ChunkMemory}.
 * Knows nothing of gRPC, the store or the swarm.
 */
@NullMarked
package dev.linnet.daemon.transfer;

import org.jspecify.annotations.NullMarked;
