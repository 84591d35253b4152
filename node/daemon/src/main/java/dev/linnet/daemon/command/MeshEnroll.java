package dev.linnet.daemon.command;

import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.identity.EnrolOptions;
import dev.linnet.daemon.identity.MeshAuthority;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code linnet mesh enroll}. */
@Command(
    name = "enroll",
    description = "Give a node its keys, certificate and node.yaml, in DIR/nodes/NODE.")
final class MeshEnroll implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "DIR", description = "The directory of `linnet mesh init`.")
  private Path directory = Path.of("");

  @Parameters(index = "1", paramLabel = "NODE", description = "The node's name.")
  private String node = "";

  @Option(names = "--region", required = true, paramLabel = "R", description = "Its region.")
  private String region = "";

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

  MeshEnroll(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Path written =
        MeshAuthority.enroll(
            directory,
            named(() -> new NodeName(node)),
            named(() -> new RegionName(region)),
            new EnrolOptions(mesh, http, grpc, seeds, data, labels),
            Clock.systemUTC());
    terminal.out().println(written);
    terminal.say(
        "node "
            + node
            + " of region "
            + region
            + " is enrolled; copy "
            + written
            + " to its machine\nnext: linnet node run -c "
            + written.resolve("node.yaml"));
    return 0;
  }

  private static <T> T named(java.util.function.Supplier<T> name) {
    try {
      return name.get();
    } catch (IllegalArgumentException e) {
      throw new UserError(UserError.USAGE, String.valueOf(e.getMessage()), e);
    }
  }
}
