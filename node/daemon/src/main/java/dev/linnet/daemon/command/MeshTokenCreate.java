package dev.linnet.daemon.command;

import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.identity.JoinTokens;
import dev.linnet.daemon.identity.MeshAuthority;
import dev.linnet.daemon.identity.RootFiles;
import dev.linnet.daemon.identity.TokenFiles;
import dev.linnet.daemon.joining.JoinToken;
import dev.linnet.daemon.joining.Joining;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code linnet mesh token create}. */
@Command(
    name = "create",
    description = "Print a token by which one device joins while `linnet mesh serve-join` runs.",
    footer = {
      "",
      "Whoever reads it first can join in the device's place: carry it like a password."
    })
final class MeshTokenCreate implements Callable<Integer> {
  private static final Duration LONGEST = Duration.ofDays(30);

  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", description = "The directory of `linnet mesh init`.")
  private Path directory = Path.of("");

  @Option(
      names = "--region",
      required = true,
      paramLabel = "R",
      description = "The device's region.")
  private String region = "";

  @Option(
      names = "--name",
      paramLabel = "NODE",
      description = "The one name that it is good for (default: any free one).")
  private @Nullable String node;

  @Option(
      names = "--address",
      required = true,
      paramLabel = "H:P",
      converter = ApiOption.AddressConverter.class,
      description = "Where the device reaches `linnet mesh serve-join`.")
  private Address address = new Address("127.0.0.1", 1);

  @Option(
      names = "--valid",
      paramLabel = "TIME",
      converter = TimeoutOption.Converter.class,
      description = "How long it is good, up to 30d (default: 1h).")
  private Duration valid = Duration.ofHours(1);

  @Option(
      names = "--seed",
      paramLabel = "H:P",
      converter = ApiOption.AddressConverter.class,
      description =
          "Mesh address of any node, for the device's node.yaml; repeat for more, up to 8.")
  private List<Address> seeds = new ArrayList<>();

  MeshTokenCreate(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (valid.compareTo(LONGEST) > 0) {
      throw new UserError(UserError.USAGE, "--valid: expected up to 30d");
    }
    if (seeds.size() > JoinToken.MAX_SEEDS) {
      throw new UserError(UserError.USAGE, "--seed: expected up to " + JoinToken.MAX_SEEDS);
    }
    RegionName of = NewNodeOptions.region(region);
    NodeName name = node == null ? null : NewNodeOptions.node(node);
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    String mesh = new RootFiles(directory).root().mesh();
    Digest authority = Joining.digest(MeshAuthority.certificate(directory));
    Instant expires = now.plus(valid);
    TokenFiles.Made made = new JoinTokens(directory).create(of, name, expires, now);
    JoinToken token =
        new JoinToken(address, mesh, authority, of, name, seeds, made.id(), made.secret());
    terminal.out().println(token.text());
    terminal.say(
        "token "
            + made.id()
            + (name == null ? " for one node of region " + of : " for node " + name + " of " + of)
            + ", good until "
            + expires
            + "\nnext: linnet node join TOKEN HOME"
            + (name == null ? " --name NODE" : ""));
    return 0;
  }
}
