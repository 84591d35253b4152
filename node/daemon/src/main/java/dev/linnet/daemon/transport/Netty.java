package dev.linnet.daemon.transport;

import dev.linnet.core.mesh.Address;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.daemon.ports.EventLoops;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.util.AdvancedTlsX509KeyManager;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * How gRPC's sockets are set: one event loop for accepting, two for everything else, mutual TLS
 * 1.3, 4 MiB for messages and flow control.
 *
 * <p>A silent connection is found dead by keepalive: the acceptor asks after 3 s of silence and
 * waits 3 s; the dialler may ask at the earliest after gRPC's minimum of 10 s. With epoll,
 * unacknowledged data alone ends a connection after 3 s.
 */
final class Netty implements AutoCloseable {
  static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
  private static final int WINDOW_BYTES = 4 * 1024 * 1024;
  private static final int KEEPALIVE_TIMEOUT_SECONDS = 3;
  private static final int SERVER_KEEPALIVE_SECONDS = 3;
  private static final int CLIENT_KEEPALIVE_SECONDS = 10;
  private static final int PERMITTED_KEEPALIVE_SECONDS = 5;
  private static final int MAX_CALLS_PER_CONNECTION = 64;
  private static final int MAX_METADATA_BYTES = 4096;

  /** Whoever resets more streams is cut off, be it by its own word or by what it makes us reset. */
  private static final int MAX_RESETS = 200;

  private static final int RESETS_WINDOW_SECONDS = 30;

  private final EventLoopGroup acceptor = EventLoops.of("linnet-mesh-accept", 1);
  private final EventLoopGroup workers = EventLoops.of("linnet-mesh-io", 2);
  private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
  private final SslContext serverTls;
  private final SslContext clientTls;
  private final Executor executor;
  private final Handshakes handshakes;
  private final String bindHost;
  private final @Nullable InetSocketAddress local;

  Netty(NodeIdentity self, String bindHost, Executor executor, Refusals refusals, Revoked revoked)
      throws SSLException {
    this.executor = executor;
    this.handshakes = new Handshakes(refusals, revoked);
    this.bindHost = bindHost;
    InetSocketAddress anyPort = new InetSocketAddress(bindHost, 0);
    boolean anyHost = anyPort.getAddress() == null || anyPort.getAddress().isAnyLocalAddress();
    this.local = anyHost ? null : anyPort;
    present(self);
    MeshTrust trust = new MeshTrust(self, revoked);
    this.serverTls =
        GrpcSslContexts.configure(
                SslContextBuilder.forServer(keys)
                    .trustManager(trust)
                    .clientAuth(ClientAuth.REQUIRE)
                    .protocols("TLSv1.3"))
            .build();
    this.clientTls =
        GrpcSslContexts.configure(
                SslContextBuilder.forClient()
                    .keyManager(keys)
                    .trustManager(trust)
                    .protocols("TLSv1.3"))
            .build();
  }

  /** What this node shows from the next handshake on; connections that stand are not touched. */
  void present(NodeIdentity self) {
    keys.updateIdentityCredentials(new X509Certificate[] {self.certificate()}, self.tlsKey());
  }

  NettyServerBuilder server(int port) {
    return NettyServerBuilder.forAddress(new InetSocketAddress(bindHost, port))
        .channelFactory(() -> handshakes.before(EventLoops.listening()))
        .bossEventLoopGroup(acceptor)
        .workerEventLoopGroup(workers)
        .sslContext(serverTls)
        .executor(executor)
        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
        .maxInboundMetadataSize(MAX_METADATA_BYTES)
        .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
        .maxRstFramesPerWindow(MAX_RESETS, RESETS_WINDOW_SECONDS)
        .handshakeTimeout(Handshakes.SECONDS, TimeUnit.SECONDS)
        .flowControlWindow(WINDOW_BYTES)
        .keepAliveTime(SERVER_KEEPALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .permitKeepAliveTime(PERMITTED_KEEPALIVE_SECONDS, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true);
  }

  /** A channel to one address; connects with its first call. */
  ManagedChannel channel(Address address) {
    return NettyChannelBuilder.forAddress(address.host(), address.port())
        .proxyDetector(to -> null)
        .channelType(EventLoops.calling(), InetSocketAddress.class)
        .eventLoopGroup(workers)
        .localSocketPicker(new BoundSockets())
        .sslContext(clientTls)
        .overrideAuthority(NodeIdentity.TLS_SERVER_NAME)
        .executor(executor)
        .offloadExecutor(executor)
        .disableRetry()
        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
        .maxInboundMetadataSize(MAX_METADATA_BYTES)
        .flowControlWindow(WINDOW_BYTES)
        .keepAliveTime(CLIENT_KEEPALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .build();
  }

  /** The other end of a call's connection. */
  static String host(Attributes call) {
    SocketAddress remote = call.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return remote instanceof InetSocketAddress internet
        ? internet.getAddress().getHostAddress()
        : String.valueOf(remote);
  }

  /** Every outgoing connection leaves from the host that the port is bound to. */
  private final class BoundSockets extends NettyChannelBuilder.LocalSocketPicker {
    @Override
    public @Nullable SocketAddress createSocketAddress(SocketAddress to, Attributes attributes) {
      return local;
    }
  }

  @Override
  public void close() {
    acceptor.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    workers.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    workers.terminationFuture().awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
