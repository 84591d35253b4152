package dev.linnet.daemon.ports;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Lets so many connections in at once, and fewer from one address or IPv6 network of 64 bits; the
 * others are closed before anything is read of them.
 */
public final class Doorway {
  /**
   * How many may be in at once.
   *
   * @param most all together
   * @param mostOfOne from one place
   */
  public record Room(int most, int mostOfOne) {}

  private final Crowd here;
  private final Crowd elsewhere;
  private final Consumer<InetAddress> refused;

  /** Counts everybody together. */
  public Doorway(Room room) {
    this.here = new Crowd(room);
    this.elsewhere = here;
    this.refused = from -> {};
  }

  /**
   * Counts the connections of this machine apart, so that they and those of others never take each
   * other's room.
   *
   * @param refused is told from where each comes that is turned away; any thread
   */
  public Doorway(Room here, Room elsewhere, Consumer<InetAddress> refused) {
    this.here = new Crowd(here);
    this.elsewhere = new Crowd(elsewhere);
    this.refused = refused;
  }

  /** Stands before a port that is about to listen; who is in leaves as the connection ends. */
  public <C extends ServerChannel> C before(C listening) {
    return before(
        listening,
        (accepted, from) -> {
          var unused = accepted.closeFuture().addListener(closed -> leave(from));
        });
  }

  /**
   * Stands before a port that is about to listen.
   *
   * @param in is given each connection that came in, before anything is read of it; who is in must
   *     {@link #leave} once
   */
  public <C extends ServerChannel> C before(C listening, BiConsumer<Channel, InetAddress> in) {
    listening
        .pipeline()
        .addFirst(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object message) {
                Channel accepted = (Channel) message;
                InetAddress from = ((InetSocketAddress) accepted.remoteAddress()).getAddress();
                if (enter(from)) {
                  in.accept(accepted, from);
                  context.fireChannelRead(accepted);
                } else {
                  accepted.unsafe().closeForcibly();
                }
              }
            });
    return listening;
  }

  /** Whether one more may come in from there; if so, it must {@link #leave} once. */
  public boolean enter(InetAddress from) {
    boolean in = crowd(from).enter(Network.of(from));
    if (!in) {
      refused.accept(from);
    }
    return in;
  }

  /** One that came in from there has gone. */
  public void leave(InetAddress from) {
    crowd(from).leave(Network.of(from));
  }

  private Crowd crowd(InetAddress from) {
    return from.isLoopbackAddress() ? here : elsewhere;
  }

  /** Who is in. */
  private static final class Crowd {
    private final Room room;
    private final Map<String, Integer> open = new HashMap<>();
    private int all;

    Crowd(Room room) {
      this.room = room;
    }

    synchronized boolean enter(String place) {
      int ofOne = open.getOrDefault(place, 0);
      if (all >= room.most() || ofOne >= room.mostOfOne()) {
        return false;
      }
      all++;
      open.put(place, ofOne + 1);
      return true;
    }

    synchronized void leave(String place) {
      all--;
      open.computeIfPresent(place, (same, count) -> count == 1 ? null : count - 1);
    }
  }
}
