package dev.linnet.daemon.identity;

import com.google.gson.JsonPrimitive;
import dev.linnet.core.mesh.Address;
import java.util.TreeMap;

/** The first {@code node.yaml} of a node, for a person to go on from. */
final class NodeYaml {
  private NodeYaml() {}

  static String write(SpiffeId id, EnrolOptions options) {
    StringBuilder yaml = new StringBuilder();
    yaml.append("# Node ").append(id.node()).append(" of mesh ").append(id.mesh()).append(".\n");
    yaml.append("# Paths are relative to this file. Start it: linnet node run -c node.yaml\n");
    yaml.append("node: ").append(quoted(id.node().value())).append('\n');
    yaml.append("region: ").append(quoted(id.region().value())).append('\n');
    yaml.append("data: ").append(quoted(options.data())).append('\n');
    yaml.append("mesh:\n");
    yaml.append("  bind: ").append(quoted(bind(options.mesh()))).append('\n');
    yaml.append("  advertise: ").append(quoted(options.mesh())).append('\n');
    yaml.append("seeds:");
    yaml.append(options.seeds().isEmpty() ? " []\n" : "\n");
    options.seeds().forEach(seed -> yaml.append("  - ").append(quoted(seed)).append('\n'));
    yaml.append("api:\n");
    yaml.append("  http: ").append(quoted(options.http())).append('\n');
    yaml.append("  grpc: ").append(quoted(options.grpc())).append('\n');
    yaml.append("labels:");
    yaml.append(options.labels().isEmpty() ? " {}\n" : "\n");
    new TreeMap<>(options.labels())
        .forEach(
            (key, value) ->
                yaml.append("  ")
                    .append(quoted(key))
                    .append(": ")
                    .append(quoted(value))
                    .append('\n'));
    return yaml.toString();
  }

  /** Other machines reach this one on any interface; a loopback address stays on loopback. */
  private static Address bind(Address advertised) {
    String host = advertised.host();
    boolean loopback = host.startsWith("127.") || host.equals("localhost") || host.equals("[::1]");
    return loopback ? advertised : new Address("0.0.0.0", advertised.port());
  }

  /** JSON strings are YAML strings. */
  private static String quoted(Object value) {
    return new JsonPrimitive(value.toString()).toString();
  }
}
