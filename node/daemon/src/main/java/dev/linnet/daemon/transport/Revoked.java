package dev.linnet.daemon.transport;

import dev.linnet.core.mesh.NodeName;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whom the mesh's trust root revoked, as far as this node knows, and the connections that others
 * opened to this node, to be cut when their peer is. The handshake refuses a revoked certificate; a
 * resumed TLS session shows none again, so every connection is looked at once more when it stands.
 */
final class Revoked {
  private final Map<Channel, NodeName> accepted = new ConcurrentHashMap<>();
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
    accepted.forEach(this::cutIfRevoked);
    return true;
  }

  /** Takes note of a connection whose handshake went well; false if it is cut at once. */
  boolean accept(Channel channel, NodeName peer) {
    accepted.put(channel, peer);
    var unused = channel.closeFuture().addListener(closed -> accepted.remove(channel));
    return !cutIfRevoked(channel, peer);
  }

  private boolean cutIfRevoked(Channel channel, NodeName peer) {
    boolean revoked = names.contains(peer);
    ChannelHandlerContext first = channel.pipeline().firstContext();
    if (revoked && first != null) {
      // From the socket's end of the pipeline: HTTP/2 would first wait for its streams to end.
      var unused = first.close();
    }
    return revoked;
  }
}
