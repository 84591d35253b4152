package dev.linnet.daemon.joining;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/** Lets so many connections in at once, and fewer from one address; the others are closed. */
final class Doorway {
  static final int MOST = 64;
  static final int MOST_OF_ONE = 8;

  private final Map<InetAddress, Integer> open = new HashMap<>();
  private int all;

  /** A listening channel that this guards. */
  ServerChannel listening() {
    ServerChannel channel = new NioServerSocketChannel();
    channel
        .pipeline()
        .addFirst(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object message) {
                Channel accepted = (Channel) message;
                InetAddress from = ((InetSocketAddress) accepted.remoteAddress()).getAddress();
                if (enter(from)) {
                  var unused = accepted.closeFuture().addListener(closed -> leave(from));
                  context.fireChannelRead(accepted);
                } else {
                  accepted.unsafe().closeForcibly();
                }
              }
            });
    return channel;
  }

  synchronized boolean enter(InetAddress from) {
    int ofOne = open.getOrDefault(from, 0);
    if (all >= MOST || ofOne >= MOST_OF_ONE) {
      return false;
    }
    all++;
    open.put(from, ofOne + 1);
    return true;
  }

  synchronized void leave(InetAddress from) {
    all--;
    open.computeIfPresent(from, (address, count) -> count == 1 ? null : count - 1);
  }
}
