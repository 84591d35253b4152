package dev.linnet.daemon.joining;

import dev.linnet.core.mesh.Address;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.identity.JoinIdentity;
import dev.linnet.daemon.identity.JoinTokens;
import dev.linnet.daemon.identity.NodeRegister;
import dev.linnet.daemon.identity.Passphrases;
import dev.linnet.daemon.ports.Doorway;
import dev.linnet.daemon.ports.Guesses;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Admits devices to a mesh and renews nodes, where the authority's key lies, for as long as the
 * operator lets it run. Everybody can connect, so all that a connection may cost is bounded, and
 * requests are dealt with one after the other: each may write what the next one rests on.
 */
public final class JoinServer implements AutoCloseable {
  static final Doorway.Room ROOM = new Doorway.Room(64, 8);

  private static final int MAX_REQUEST_BYTES = 32 * 1024;
  private static final int MAX_METADATA_BYTES = 4 * 1024;
  private static final int MAX_CALLS_PER_CONNECTION = 2;
  private static final int MAX_RESETS = 50;
  private static final int RESETS_WINDOW_SECONDS = 30;
  private static final int HANDSHAKE_SECONDS = 10;
  private static final int IDLE_SECONDS = 10;
  private static final int AGE_SECONDS = 60;

  private final Server server;
  private final EventLoopGroup network;
  private final ExecutorService calls;
  private final AutoCloseable lock;

  private JoinServer(
      Server server, EventLoopGroup network, ExecutorService calls, AutoCloseable lock) {
    this.server = server;
    this.network = network;
    this.calls = calls;
    this.lock = lock;
  }

  /**
   * Listens.
   *
   * @param passphrases of the authority's keys, asked for at once and never again
   * @param told a line about each device that was admitted, renewed or refused; any thread
   * @throws UserError if the mesh directory is not whole, another process honours its tokens, or
   *     the address cannot be listened on
   */
  public static JoinServer start(
      Path meshDirectory,
      Passphrases passphrases,
      String host,
      int port,
      Clock clock,
      Consumer<String> told) {
    NodeRegister register = new NodeRegister(meshDirectory, passphrases);
    JoinIdentity identity = JoinIdentity.of(register, clock.instant());
    JoinTokens tokens = new JoinTokens(meshDirectory, register);
    AutoCloseable lock = tokens.lock();
    EventLoopGroup network = new NioEventLoopGroup(1);
    Doorway doorway = new Doorway(ROOM);
    ExecutorService calls = Executors.newSingleThreadExecutor();
    JoinService service =
        new JoinService(tokens, register, new Guesses(System::nanoTime), clock, told);
    try {
      Server server =
          NettyServerBuilder.forAddress(new InetSocketAddress(host, port))
              .channelFactory(() -> doorway.before(new NioServerSocketChannel()))
              .bossEventLoopGroup(network)
              .workerEventLoopGroup(network)
              .executor(calls)
              .sslContext(
                  GrpcSslContexts.configure(
                          SslContextBuilder.forServer(
                                  identity.key(), identity.certificate(), identity.authority())
                              .protocols("TLSv1.3"))
                      .build())
              .maxInboundMessageSize(MAX_REQUEST_BYTES)
              .maxInboundMetadataSize(MAX_METADATA_BYTES)
              .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
              .maxRstFramesPerWindow(MAX_RESETS, RESETS_WINDOW_SECONDS)
              .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
              .maxConnectionIdle(IDLE_SECONDS, TimeUnit.SECONDS)
              .maxConnectionAge(AGE_SECONDS, TimeUnit.SECONDS)
              .maxConnectionAgeGrace(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
              .intercept(new Callers())
              .addService(service)
              .build();
      return new JoinServer(server.start(), network, calls, lock);
    } catch (IOException e) {
      release(network, calls, lock);
      throw new UserError(
          UserError.FAILED,
          new Address(host, port) + ": cannot be listened on (" + e.getMessage() + ")",
          e);
    }
  }

  /** Where it listens. */
  public int port() {
    return server.getPort();
  }

  /** Waits until it is closed. */
  public void awaitEnd() throws InterruptedException {
    server.awaitTermination();
  }

  @Override
  public void close() {
    server.shutdownNow();
    release(network, calls, lock);
  }

  private static void release(EventLoopGroup network, ExecutorService calls, AutoCloseable lock) {
    network.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    calls.shutdown();
    try {
      lock.close();
    } catch (Exception e) {
      throw new IllegalStateException("a file that was locked cannot be closed", e);
    }
  }

  /** Puts the caller's address into the call's context. */
  private static final class Callers implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      InetSocketAddress from =
          (InetSocketAddress)
              Objects.requireNonNull(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
      Context caller = Context.current().withValue(JoinService.CALLER, from.getAddress());
      return Contexts.interceptCall(caller, call, headers, next);
    }
  }
}
