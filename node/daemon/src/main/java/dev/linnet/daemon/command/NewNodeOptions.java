package dev.linnet.daemon.command;

import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.identity.EnrolOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** What goes into the first {@code node.yaml} of a node. */
final class NewNodeOptions {
  @Option(
      names = "--mesh-address",
      paramLabel = "H:P",
      converter = ApiOption.AddressConverter.class,
      description = "Where other nodes reach it (default: 127.0.0.1:7700).")
  private Address mesh = EnrolOptions.DEFAULT.mesh();

  @Option(
      names = "--http",
      paramLabel = "H:P",
      converter = ApiOption.AddressConverter.class,
      description = "Its HTTP API, on loopback (default: 127.0.0.1:7780).")
  private Address http = EnrolOptions.DEFAULT.http();

  @Option(
      names = "--grpc",
      paramLabel = "H:P",
      converter = ApiOption.AddressConverter.class,
      description = "Its gRPC API, on loopback (default: 127.0.0.1:7781).")
  private Address grpc = EnrolOptions.DEFAULT.grpc();

  @Option(
      names = "--seed",
      paramLabel = "H:P",
      converter = ApiOption.AddressConverter.class,
      description = "Mesh address of any other node; repeat for more.")
  private List<Address> seeds = new ArrayList<>();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Its data directory, relative to node.yaml (default: data).")
  private String data = EnrolOptions.DEFAULT.data();

  @Option(names = "--label", paramLabel = "K=V", description = "A label; repeat for more.")
  private Map<String, String> labels = new LinkedHashMap<>();

  NewNodeOptions() {}

  EnrolOptions read() {
    return new EnrolOptions(mesh, http, grpc, seeds, data, labels);
  }

  static NodeName node(String name) {
    return named(() -> new NodeName(name));
  }

  static RegionName region(String name) {
    return named(() -> new RegionName(name));
  }

  static <T> T named(Supplier<T> name) {
    try {
      return name.get();
    } catch (IllegalArgumentException e) {
      throw new UserError(UserError.USAGE, String.valueOf(e.getMessage()), e);
    }
  }
}
