package dev.linnet.daemon.access;

import dev.linnet.core.mesh.Address;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.daemon.identity.ServerCertificate;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.javalin.config.JavalinConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What stands before both API ports. */
public final class ApiAccess {
  private static final int HANDSHAKE_SECONDS = 10;

  private final @Nullable ApiTls tls;
  private final @Nullable Bearers bearers;
  private final HttpGuard http;

  private ApiAccess(
      @Nullable ApiTls tls, @Nullable Bearers bearers, Set<String> names, Clock clock) {
    this.tls = tls;
    this.bearers = bearers;
    this.http = new HttpGuard(new KnownHosts(names), bearers, new Sessions(clock));
  }

  /** Nothing but the check of names: for loopback. */
  public static ApiAccess open() {
    return new ApiAccess(null, null, Set.of(), Clock.systemUTC());
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
    Supplier<ServerCertificate> certificate =
        owners == null
            ? () -> ServerCertificate.of(node.get())
            : () -> ServerCertificate.load(owners.certificate(), owners.key(), clock.instant());
    Bearers bearers =
        config.tokens() == null
            ? null
            : new Bearers(new ApiTokens(config.tokens()), meters, clock, System::nanoTime);
    return new ApiAccess(
        config.tls() ? new ApiTls(certificate) : null, bearers, config.names(), clock);
  }

  /** Before a gRPC port that is being configured. */
  public void guard(NettyServerBuilder server) {
    if (tls != null) {
      server.sslContext(tls.grpc()).handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
    }
    if (bearers != null) {
      server.intercept(new GrpcGuard(bearers));
    }
  }

  /** Before an HTTP port that is being configured, which listens on {@code address}. */
  public void guard(JavalinConfig app, Address address) {
    ApiTls secure = tls;
    if (secure != null) {
      app.jetty.addConnector((server, plain) -> secure.http(server, plain, address));
    }
    http.register(app);
  }

  /** Who may ask what over HTTP. */
  public HttpGuard http() {
    return http;
  }

  /** Takes a renewed certificate up; from one thread at a time. */
  public void look() {
    if (tls != null) {
      tls.look();
    }
  }
}
