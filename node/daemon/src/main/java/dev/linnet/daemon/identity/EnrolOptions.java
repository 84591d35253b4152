package dev.linnet.daemon.identity;

import dev.linnet.core.mesh.Address;
import java.util.List;
import java.util.Map;

/**
 * What an enrolment writes into {@code node.yaml} besides the name.
 *
 * @param mesh the address at which other nodes reach this one's mesh port
 * @param http the address of the HTTP API, on loopback
 * @param grpc the address of the gRPC API, on loopback
 * @param seeds mesh addresses of other nodes; none for the first node of a mesh
 * @param data the data directory, relative to {@code node.yaml}
 * @param labels what plans select nodes by
 */
public record EnrolOptions(
    Address mesh,
    Address http,
    Address grpc,
    List<Address> seeds,
    String data,
    Map<String, String> labels) {
  /** One node on this machine, on the standard ports. */
  public static final EnrolOptions DEFAULT =
      new EnrolOptions(
          new Address("127.0.0.1", 7700),
          new Address("127.0.0.1", 7780),
          new Address("127.0.0.1", 7781),
          List.of(),
          "data",
          Map.of());

  public EnrolOptions {
    seeds = List.copyOf(seeds);
    labels = Map.copyOf(labels);
  }

  /** The same, but with these seeds where none are named. */
  public EnrolOptions orSeeds(List<Address> others) {
    return seeds.isEmpty() ? new EnrolOptions(mesh, http, grpc, others, data, labels) : this;
  }
}
