package dev.linnet.daemon.config;

import dev.linnet.core.mesh.Address;
import dev.linnet.daemon.config.NodeConfig.Mesh;

/** The keys below {@code mesh}. */
final class MeshKeys {
  private static final Key<Address> BIND =
      Key.of("bind", Kind.ADDRESS, "0.0.0.0:7700", "where it listens");

  private static final Key<Address> ADVERTISE =
      Key.optional(
              "advertise",
              Kind.ADDRESS.then(
                  (node, address) -> {
                    if (Hosts.isWildcard(address)) {
                      throw node.error(
                          address + " is no address that other nodes can reach; name this host");
                    }
                    return address;
                  }),
              "where other nodes reach it; required if `bind` is a wildcard such as `0.0.0.0`,"
                  + " which nobody can reach")
          .told("as `bind`");

  static final Kind<Mesh> KIND = Kind.mapping(MeshKeys::made, BIND, ADVERTISE);

  private MeshKeys() {}

  private static Mesh made(Values values) {
    Address bind = values.get(BIND);
    return new Mesh(bind, values.find(ADVERTISE).orElseGet(() -> reachable(values, bind)));
  }

  private static Address reachable(Values values, Address bind) {
    if (Hosts.isWildcard(bind)) {
      throw values.error(
          "key 'advertise' is missing; other nodes cannot reach " + bind + ", so name this host");
    }
    return bind;
  }
}
