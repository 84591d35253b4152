/**
 * When a chunk may move: few at a time, fairly between those who ask, no faster than the operator
 * allows, and politely while the node answers requests. Entry type: {@link
 * dev.linnet.daemon.transfer.Slots}. Knows nothing of gRPC, the store or the swarm.
 */
@NullMarked
package dev.linnet.daemon.transfer;

import org.jspecify.annotations.NullMarked;
