package dev.linnet.daemon.command;

import dev.linnet.daemon.identity.MeshAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin private NewNodeOptions options = new NewNodeOptions();

  MeshEnroll(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Path written =
        MeshAuthority.enroll(
            directory,
            NewNodeOptions.node(node),
            NewNodeOptions.region(region),
            options.read(),
            Clock.systemUTC(),
            terminal.passphrases());
    if (options.read().seeds().isEmpty() && !isFirst(written)) {
      terminal.say(
          "no --seed: name the mesh address of another node below `seeds` in its node.yaml, unless"
              + " another has it as a seed");
    }
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

  private static boolean isFirst(Path written) {
    try (Stream<Path> nodes = Files.list(written.resolveSibling(""))) {
      return nodes.limit(2).count() == 1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
