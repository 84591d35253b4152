package dev.linnet.daemon.command;

import dev.linnet.daemon.config.NodeConfig;
import dev.linnet.daemon.identity.Grant;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.daemon.identity.OwnIdentity;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code linnet node install}. */
@Command(
    name = "install",
    description =
        "Put in place what the authority signed: a new node's identity, or the next certificate.")
final class NodeInstall implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "GRANT", description = "The grant.json that `linnet mesh sign` wrote.")
  private Path grant = Path.of("");

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "The node's node.yaml.")
  private Path config = Path.of("");

  NodeInstall(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    NodeConfig node = NodeConfig.load(config);
    NodeIdentity identity =
        new OwnIdentity(node.identity(), node.node(), node.region())
            .install(Grant.load(grant), grant, Clock.systemUTC().instant());
    terminal.out().println(node.identity().certificate());
    terminal.say(
        "node "
            + identity.node()
            + " of region "
            + identity.region()
            + " in mesh "
            + identity.mesh()
            + ", good until "
            + identity.certificate().getNotAfter().toInstant());
    return 0;
  }
}
