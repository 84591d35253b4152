package dev.linnet.daemon;

import dev.linnet.core.Notice;
import dev.linnet.core.mesh.Address;
import dev.linnet.daemon.access.AccessConfig;
import dev.linnet.daemon.access.ApiAccess;
import dev.linnet.daemon.access.ApiTokens;
import dev.linnet.daemon.access.BearerToken;
import dev.linnet.daemon.access.Role;
import dev.linnet.daemon.config.NodeConfig;
import dev.linnet.daemon.dashboard.RecordedNode;
import dev.linnet.testmesh.Ports;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A recorded node behind both API ports, which are opened as a daemon opens them. */
public final class GuardedNode implements AutoCloseable {
  private final RecordedNode node;
  private final Path directory;
  private final ApiTokens tokens;
  private final ApiAccess access;
  private final ApiServers servers;
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  final int httpPort = Ports.free();
  final int grpcPort = Ports.free();

  private GuardedNode(Path directory, AccessConfig config) throws Exception {
    this.directory = directory;
    node = RecordedNode.rolling(directory);
    tokens = new ApiTokens(ApiTokens.of(directory));
    access = ApiAccess.of(config, node::identity, meters, Clock.systemUTC());
    servers =
        ApiServers.start(
            new NodeConfig.Api(
                new Address("127.0.0.1", httpPort), new Address("127.0.0.1", grpcPort), config),
            access,
            node.operator(),
            node.models(),
            meters,
            node.dashboard());
  }

  /** With neither TLS nor tokens. */
  public static GuardedNode open(Path directory) throws Exception {
    return new GuardedNode(directory, AccessConfig.OPEN);
  }

  /** With tokens, and TLS by the owner's certificate; null is for the node's own. */
  public static GuardedNode guarded(Path directory, @Nullable OwnersCertificate owners)
      throws Exception {
    AccessConfig config =
        new AccessConfig(
            true,
            owners == null ? null : owners.owners(),
            ApiTokens.of(directory),
            Set.of("node.linnet"));
    return new GuardedNode(directory, config);
  }

  /** Where {@code linnet --api} reaches it. */
  public String api() {
    return "127.0.0.1:" + grpcPort;
  }

  /** The certificate of its mesh's authority. */
  public Path authority() {
    return directory.resolve("authority/ca.crt");
  }

  /** A new token, in a file that its owner alone can read. */
  public Path tokenFile(Role role) throws Exception {
    BearerToken token = token(role);
    Path file = directory.resolve(token.id() + ".token");
    OwnersCertificate.writePrivate(file, token.text() + "\n");
    return file;
  }

  BearerToken token(Role role) {
    Instant now = Instant.now();
    return tokens.create(role, null, now.plus(Duration.ofHours(1)), now);
  }

  void takeBack(BearerToken token) {
    if (!tokens.remove(token.id())) {
      throw new IllegalStateException("there was no such token");
    }
  }

  /** Looks for a renewed certificate. */
  void look() {
    access.look();
  }

  /** Puts a line into the event log. */
  void happens() {
    node.happened(0, new Notice(Notice.Severity.INFO, "TEST", "it happened", Map.of()));
  }

  String scrape() {
    return meters.scrape();
  }

  /** What HTTP has routes for, as METHOD and path. */
  Set<String> routes() {
    Set<String> routes = new TreeSet<>();
    servers
        .http
        .unsafe
        .internalRouter
        .allHttpHandlers()
        .forEach(
            handler -> {
              if (handler.endpoint.method.isHttpMethod()) {
                routes.add(handler.endpoint.method.name() + " " + handler.endpoint.path);
              }
            });
    return routes;
  }

  @Override
  public void close() throws Exception {
    servers.close();
    node.close();
  }
}
