package dev.linnet.daemon.transport;

import dev.linnet.core.mesh.NodeName;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import java.util.Set;

/**
 * Whom the mesh's trust root revoked, as far as this node knows: what they opened to this node is
 * cut. The handshake refuses a revoked certificate; a resumed TLS session shows none again, so
 * every connection is looked at once more when it stands.
 */
final class Revoked {
  private final Accepted accepted = new Accepted();
  private volatile Set<NodeName> names = Set.of();

  boolean contains(NodeName node) {
    return names.contains(node);
  }

  /** What a revoked node is told, and what is said of it. */
  static String refusal(NodeName node) {
    return "node " + node + " is revoked";
  }

  /** From now on these are revoked; cuts what they hold open. False if they were already. */
  boolean set(Set<NodeName> revoked) {
    if (names.equals(revoked)) {
      return false;
    }
    names = Set.copyOf(revoked);
    accepted.cut(revoked);
    return true;
  }

  /** Takes note of a connection whose handshake went well; false if it is cut at once. */
  boolean accept(Channel channel, NodeName peer) {
    accepted.add(peer, channel);
    // After it was noted, so that whoever is revoked meanwhile is cut by one of the two.
    boolean revoked = contains(peer);
    if (revoked) {
      accepted.cut(Set.of(peer));
    }
    return !revoked;
  }
}
