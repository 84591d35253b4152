package dev.linnet.daemon.config;

import dev.linnet.core.mesh.Address;
import dev.linnet.daemon.access.AccessConfig;
import dev.linnet.daemon.access.ApiTokens;
import dev.linnet.daemon.config.NodeConfig.Api;
import dev.linnet.daemon.config.NodeConfig.Mesh;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The keys below {@code api} and their defaults. An address that others reach is taken only where
 * TLS and tokens are, whatever the order in which they are written.
 */
final class ApiKeys {
  private static final Address HTTP = new Address("127.0.0.1", 7780);
  private static final Address GRPC = new Address("127.0.0.1", 7781);
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\]");

  static final Api DEFAULT = new Api(HTTP, GRPC, AccessConfig.OPEN);

  private ApiKeys() {}

  static Api read(YamlNode node, Path directory, Mesh mesh) {
    YamlMap map = node.map("http", "grpc", "tls", "certificate", "key", "tokens", "names");
    boolean tls = map.read("tls", false, YamlNode::flag);
    boolean tokens = map.read("tokens", false, YamlNode::flag);
    AccessConfig.Owners owners = owners(map, directory, tls);
    boolean forOthers = tls && tokens;
    Address http = map.read("http", HTTP, each -> address(each, forOthers));
    Address grpc = map.read("grpc", GRPC, each -> address(each, forOthers));
    if (http.port() == grpc.port()) {
      throw node.error("http and grpc both have port " + http.port() + "; give each its own");
    }
    Set<String> names = new TreeSet<>(map.read("names", Set.of(), ApiKeys::names));
    if (forOthers) {
      List.of(http, mesh.advertise()).stream()
          .filter(address -> !Hosts.isWildcard(address))
          .forEach(address -> names.add(address.host()));
    }
    if (tls && owners == null) {
      names.add(NodeIdentity.TLS_SERVER_NAME);
    }
    return new Api(
        http, grpc, new AccessConfig(tls, owners, tokens ? ApiTokens.of(directory) : null, names));
  }

  private static AccessConfig.@Nullable Owners owners(YamlMap map, Path directory, boolean tls) {
    Path certificate = file(map, "certificate", directory);
    Path key = file(map, "key", directory);
    if (certificate == null && key == null) {
      return null;
    }
    if (certificate == null || key == null) {
      throw map.error("certificate and key belong together, and one is missing");
    }
    if (!tls) {
      throw map.error("certificate and key are for TLS; say tls: true beside them");
    }
    return new AccessConfig.Owners(certificate, key);
  }

  private static @Nullable Path file(YamlMap map, String key, Path directory) {
    return map.optional(key).map(node -> node.parsed(directory::resolve).normalize()).orElse(null);
  }

  private static Address address(YamlNode node, boolean forOthers) {
    Address address = node.parsed(Address::parse);
    if (!Hosts.isLoopback(address) && !forOthers) {
      throw node.error(
          address
              + " is not a loopback address, which takes TLS and tokens: say tls: true and"
              + " tokens: true beside it, or bind it to 127.0.0.1");
    }
    return address;
  }

  private static Set<String> names(YamlNode node) {
    Set<String> names = new TreeSet<>();
    for (YamlNode each : node.list()) {
      if (!HOST.matcher(each.string()).matches()) {
        throw each.error(
            "expected a host's name or address without a port, got '" + each.string() + "'");
      }
      names.add(each.string());
    }
    return names;
  }
}
