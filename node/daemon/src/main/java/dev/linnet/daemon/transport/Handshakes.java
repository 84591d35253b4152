package dev.linnet.daemon.transport;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.daemon.ports.Doorway;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Incoming connections until it is known who is there: so many at once, since a stranger needs no
 * certificate to begin. Says why one never became a connection, which gRPC would only log, and
 * remembers whose it is if it did.
 */
final class Handshakes {
  /** Of this machine, apart from others, so that neither takes the other's room. */
  static final Doorway.Room HERE = new Doorway.Room(256, 256);

  /** Of others: a whole region may come back at once, and some of it from behind one address. */
  static final Doorway.Room ELSEWHERE = new Doorway.Room(256, 64);

  /** One that takes longer is cut. */
  static final int SECONDS = 10;

  private final Doorway doorway =
      new Doorway(HERE, ELSEWHERE, from -> refuse(from, "too many handshakes are under way"));
  private final Refusals refusals;
  private final Revoked revoked;
  private final ConnectionRate rate = new ConnectionRate(System::nanoTime);

  Handshakes(Refusals refusals, Revoked revoked) {
    this.refusals = refusals;
    this.revoked = revoked;
  }

  /** Stands before a port that is about to listen. */
  ServerChannel before(ServerChannel listening) {
    return doorway.before(
        listening,
        (accepted, from) -> {
          Watch watch = new Watch(from);
          var unused = accepted.closeFuture().addListener(closed -> watch.end());
          accepted.pipeline().addFirst(watch);
        });
  }

  private void refuse(InetAddress from, String reason) {
    refusals.refuse("connection from " + from.getHostAddress() + " refused: " + reason);
  }

  /** Of one connection; all of it happens on that one's event loop. */
  private final class Watch extends ChannelInboundHandlerAdapter {
    private final InetAddress from;
    private boolean underWay = true;

    Watch(InetAddress from) {
      this.from = from;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
      SslHandler tls = context.pipeline().get(SslHandler.class);
      if (tls != null) {
        tls.handshakeFuture()
            .addListener(
                handshake -> {
                  end();
                  String reason =
                      handshake.cause() == null
                          ? admit(context.channel(), tls)
                          : Refusals.ofHandshake(handshake.cause());
                  if (reason != null) {
                    refuse(from, reason);
                  }
                });
        context.pipeline().remove(this);
      }
      context.fireChannelRead(bytes);
    }

    void end() {
      if (underWay) {
        underWay = false;
        doorway.leave(from);
      }
    }
  }

  /** Why a connection is cut though its handshake went well, or null. */
  private @Nullable String admit(Channel channel, SslHandler tls) {
    return MeshTrust.peer(tls.engine().getSession())
        .map(peer -> refusal(channel, peer.node()))
        .orElse(null);
  }

  private @Nullable String refusal(Channel channel, NodeName peer) {
    if (!rate.allows(peer)) {
      Accepted.cut(channel);
      return "node " + peer + " connects over and over; it is let in once a second";
    }
    return revoked.accept(channel, peer) ? null : Revoked.refusal(peer);
  }
}
