package dev.linnet.daemon.config;

import dev.linnet.core.mesh.Address;
import dev.linnet.daemon.access.AccessConfig;
import dev.linnet.daemon.access.ApiTokens;
import dev.linnet.daemon.config.NodeConfig.Api;
import dev.linnet.daemon.config.NodeConfig.Mesh;
import dev.linnet.daemon.identity.NodeIdentity;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The keys below {@code api}. An address that others reach is taken only where TLS and tokens are,
 * whatever the order in which they are written.
 */
final class ApiKeys {
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\]");

  private static final Key<Address> HTTP =
      Key.of(
          "http",
          Kind.ADDRESS,
          "127.0.0.1:7780",
          "REST, events, metrics and the dashboard; beyond loopback only with `tls` and `tokens`");

  private static final Key<Address> GRPC =
      Key.of(
          "grpc",
          Kind.ADDRESS,
          "127.0.0.1:7781",
          "inference and the operator's calls; beyond loopback only with `tls` and `tokens`");

  private static final Key<Boolean> TLS =
      Key.of(
          "tls",
          Kind.FLAG,
          "false",
          "whether both speak TLS, by the node's certificate or the owner's");

  private static final Key<Path> CERTIFICATE =
      Key.optional("certificate", Kind.PATH, "the owner's certificate, PEM, shown by both")
          .told("the node's");

  private static final Key<Path> KEY =
      Key.optional("key", Kind.PATH, "its key, PKCS#8, PEM, without a passphrase")
          .told("the node's");

  private static final Key<Boolean> TOKENS =
      Key.of("tokens", Kind.FLAG, "false", "whether who calls must show a token of `api-tokens`");

  private static final Key<List<String>> NAMES =
      Key.ofMany(
          "names",
          Kind.parsed("host", ApiKeys::host).list("hosts without ports"),
          "[]",
          "further names and addresses that callers reach the HTTP API by");

  static final Kind<Api> KIND =
      Kind.mapping(ApiKeys::made, HTTP, GRPC, TLS, CERTIFICATE, KEY, TOKENS, NAMES);

  private ApiKeys() {}

  private static Api made(Values values) {
    boolean tls = values.get(TLS);
    boolean tokens = values.get(TOKENS);
    AccessConfig.Owners owners = owners(values, tls);
    boolean forOthers = tls && tokens;
    Address http = address(values, HTTP, forOthers);
    Address grpc = address(values, GRPC, forOthers);
    if (http.port() == grpc.port()) {
      throw values.error("http and grpc both have port " + http.port() + "; give each its own");
    }
    Set<String> names = new TreeSet<>(values.get(NAMES));
    if (forOthers && !Hosts.isWildcard(http)) {
      names.add(http.host());
    }
    if (tls && owners == null) {
      names.add(NodeIdentity.TLS_SERVER_NAME);
    }
    Path known = tokens ? ApiTokens.of(values.directory()) : null;
    return new Api(http, grpc, new AccessConfig(tls, owners, known, names));
  }

  /** The same for callers from elsewhere, who may call the node as its peers do. */
  static Api at(Mesh mesh, Api api) {
    AccessConfig access = api.access();
    if (!access.tls() || access.tokens() == null) {
      return api;
    }
    Set<String> names = new TreeSet<>(access.names());
    names.add(mesh.advertise().host());
    return new Api(
        api.http(),
        api.grpc(),
        new AccessConfig(access.tls(), access.owners(), access.tokens(), names));
  }

  private static AccessConfig.@Nullable Owners owners(Values values, boolean tls) {
    Optional<Path> certificate = values.find(CERTIFICATE);
    Optional<Path> key = values.find(KEY);
    if (certificate.isEmpty() && key.isEmpty()) {
      return null;
    }
    if (certificate.isEmpty() || key.isEmpty()) {
      throw values.error("certificate and key belong together, and one is missing");
    }
    if (!tls) {
      throw values.error("certificate and key are for TLS; say tls: true beside them");
    }
    return new AccessConfig.Owners(certificate.get(), key.get());
  }

  private static Address address(Values values, Key<Address> key, boolean forOthers) {
    Address address = values.get(key);
    if (!Hosts.isLoopback(address) && !forOthers) {
      throw values.error(
          key,
          address
              + " is not a loopback address, which takes TLS and tokens: say tls: true and"
              + " tokens: true beside it, or bind it to 127.0.0.1");
    }
    return address;
  }

  private static String host(String text) {
    if (!HOST.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "expected a host's name or address without a port, got '" + text + "'");
    }
    return text;
  }
}
