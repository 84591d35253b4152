package dev.linnet.daemon.access;

import dev.linnet.core.mesh.Address;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.daemon.identity.ServerCertificate;
import dev.linnet.daemon.ports.Doorway;
import dev.linnet.daemon.ports.EventLoops;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.javalin.config.JavalinConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/** What stands before both API ports. */
public final class ApiAccess {
  /** How many connections of this machine each port holds. */
  static final Doorway.Room HERE = new Doorway.Room(256, 256);

  /** How many of others; a browser takes up to six, a program one. */
  static final Doorway.Room ELSEWHERE = new Doorway.Room(256, 64);

  private static final int HANDSHAKE_SECONDS = 10;

  private final Doorway grpcDoorway;
  private final Doorway httpDoorway;
  private final @Nullable ApiTls tls;
  private final boolean showsOwners;
  private final @Nullable Bearers bearers;
  private final HttpGuard http;

  private ApiAccess(
      @Nullable ApiTls tls,
      boolean showsOwners,
      @Nullable Bearers bearers,
      Set<String> names,
      MeterRegistry meters,
      Clock clock) {
    this.grpcDoorway = doorway("grpc", meters);
    this.httpDoorway = doorway("http", meters);
    this.tls = tls;
    this.showsOwners = showsOwners;
    this.bearers = bearers;
    this.http = new HttpGuard(new KnownHosts(names), bearers, new Sessions(clock));
  }

  private static Doorway doorway(String port, MeterRegistry meters) {
    Counter refused =
        Counter.builder("linnet.api.connections.refused")
            .description("Connections to the API that were closed since too many were open")
            .tag("port", port)
            .register(meters);
    return new Doorway(HERE, ELSEWHERE, from -> refused.increment());
  }

  /** Neither TLS nor tokens: for loopback. */
  public static ApiAccess open() {
    return new ApiAccess(null, false, null, Set.of(), new SimpleMeterRegistry(), Clock.systemUTC());
  }

  /**
   * As a node's owner wants it.
   *
   * @param node who the node is now
   * @throws dev.linnet.daemon.UserError if the certificate cannot be shown
   */
  public static ApiAccess of(
      AccessConfig config, Supplier<NodeIdentity> node, MeterRegistry meters, Clock clock) {
    AccessConfig.Owners owners = config.owners();
    ApiTls tls = config.tls() ? tls(owners, node, clock) : null;
    Bearers bearers =
        config.tokens() == null
            ? null
            : new Bearers(new ApiTokens(config.tokens()), meters, clock, System::nanoTime);
    return new ApiAccess(tls, owners != null, bearers, config.names(), meters, clock);
  }

  private static ApiTls tls(
      AccessConfig.@Nullable Owners owners, Supplier<NodeIdentity> node, Clock clock) {
    if (owners == null) {
      Supplier<ServerCertificate> nodes = () -> ServerCertificate.of(node.get());
      return new ApiTls(nodes.get(), nodes);
    }
    return new ApiTls(
        ServerCertificate.loadAtAnyTime(owners.certificate(), owners.key()),
        () -> ServerCertificate.load(owners.certificate(), owners.key(), clock.instant()));
  }

  /** Before a gRPC port that is being configured; its event loops must be {@link EventLoops}. */
  public void guard(NettyServerBuilder server) {
    server.channelFactory(() -> grpcDoorway.before(EventLoops.listening()));
    if (tls != null) {
      server.sslContext(tls.grpc()).handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
    }
    if (bearers != null) {
      server.intercept(new GrpcGuard(bearers));
    }
  }

  /** Before an HTTP port that is being configured, which listens on {@code address}. */
  public void guard(JavalinConfig app, Address address) {
    app.jetty.addConnector(
        (server, plain) -> {
          ServerConnector connector = connector(server, plain);
          connector.setHost(address.host());
          connector.setPort(address.port());
          connector.addBean(new JettyDoor(httpDoorway));
          return connector;
        });
    http.register(app);
  }

  private ServerConnector connector(Server server, HttpConfiguration plain) {
    return tls == null
        ? new ServerConnector(server, new HttpConnectionFactory(plain))
        : tls.http(server, plain);
  }

  /** Who may ask what over HTTP. */
  public HttpGuard http() {
    return http;
  }

  /** The owner's certificate that both ports show, if it is not the node's. */
  public Optional<X509Certificate> owners() {
    return tls == null || !showsOwners ? Optional.empty() : Optional.of(tls.shown());
  }

  /** Takes a renewed certificate up; from one thread at a time. */
  public void look() {
    if (tls != null) {
      tls.look();
    }
  }
}
