package dev.linnet.daemon.transport;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;

/**
 * Who speaks on a session: the node by certificate and greeting, and which process of it.
 *
 * @param bootId drawn as that process started
 * @param host the other end of the connection, as the socket has it
 */
record Speaker(Peer peer, long bootId, String host) {
  /** What a node that says no boot id is heard to say. */
  static final long NO_BOOT_ID = 0;

  NodeName node() {
    return peer.node();
  }

  /** Where a person finds the process. */
  String place() {
    return peer.address() + " heard from " + host;
  }
}
