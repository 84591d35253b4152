package dev.linnet.daemon.transport;

import dev.linnet.core.mesh.NodeName;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The connections that others opened to this node, by whose they are. So many of one node stand at
 * once, whether it greets on them or not.
 */
final class Accepted {
  /**
   * A node needs one, and two while it dials again; those before, whose end this node has not
   * noticed, are what goes first.
   */
  static final int MOST_OF_ONE_NODE = 8;

  private final Map<NodeName, Deque<Channel>> byNode = new TreeMap<>();

  /** Takes note of one more; the oldest of that node is cut if there are too many. */
  void add(NodeName node, Channel channel) {
    oldestTooManyWith(node, channel).ifPresent(Accepted::cut);
    var unused = channel.closeFuture().addListener(closed -> remove(node, channel));
  }

  /** Cuts what these nodes hold open. */
  void cut(Collection<NodeName> nodes) {
    // Outside the lock: a close may be told to this object before it returns.
    nodes.stream().flatMap(node -> of(node).stream()).forEach(Accepted::cut);
  }

  private synchronized Optional<Channel> oldestTooManyWith(NodeName node, Channel channel) {
    Deque<Channel> channels = byNode.computeIfAbsent(node, first -> new ArrayDeque<>());
    channels.add(channel);
    return channels.size() > MOST_OF_ONE_NODE ? Optional.of(channels.remove()) : Optional.empty();
  }

  private synchronized List<Channel> of(NodeName node) {
    return List.copyOf(byNode.getOrDefault(node, new ArrayDeque<>()));
  }

  private synchronized void remove(NodeName node, Channel channel) {
    byNode.computeIfPresent(
        node,
        (key, channels) -> {
          channels.remove(channel);
          return channels.isEmpty() ? null : channels;
        });
  }

  /** Ends a connection at once. */
  static void cut(Channel channel) {
    ChannelHandlerContext first = channel.pipeline().firstContext();
    if (first != null) {
      // From the socket's end of the pipeline: HTTP/2 would first wait for its streams to end.
      var unused = first.close();
    }
  }
}
