package dev.linnet.daemon.ports;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ThreadFactory;

/** Netty's event loops and sockets of the kind that this machine has: epoll's on Linux. */
public final class EventLoops {
  /** As many threads as Netty takes by itself: two for each processor, begun as they are needed. */
  public static final int AS_MANY_AS_USUAL = 0;

  private static final boolean EPOLL = Epoll.isAvailable();

  private EventLoops() {}

  /** Event loops on threads of that name. */
  public static EventLoopGroup of(String name, int threads) {
    ThreadFactory factory = new DefaultThreadFactory(name, true);
    return EPOLL
        ? new EpollEventLoopGroup(threads, factory)
        : new NioEventLoopGroup(threads, factory);
  }

  /** A socket that is about to listen. */
  public static ServerChannel listening() {
    return EPOLL ? new EpollServerSocketChannel() : new NioServerSocketChannel();
  }

  /** The type of sockets that call others. */
  public static Class<? extends Channel> calling() {
    return EPOLL ? EpollSocketChannel.class : NioSocketChannel.class;
  }
}
