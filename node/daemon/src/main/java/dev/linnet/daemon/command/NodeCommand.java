package dev.linnet.daemon.command;

import dev.linnet.daemon.Daemon;
import dev.linnet.daemon.config.NodeConfig;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code linnet node}. */
@Command(
    name = "node",
    description = "This machine's node: its daemon, its identity, who may call it.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      NodeCommand.Run.class,
      NodeJoin.class,
      NodeRequest.class,
      NodeInstall.class,
      NodeRenew.class,
      NodeToken.class
    })
final class NodeCommand {
  NodeCommand() {}

  /** {@code linnet node run}. */
  @Command(name = "run", description = "Run a node until it is told to stop (SIGTERM, Ctrl-C).")
  static final class Run implements Callable<Integer> {
    @Option(
        names = {"-c", "--config"},
        required = true,
        paramLabel = "FILE",
        description = "The node.yaml that `linnet mesh enroll` wrote.")
    private Path config = Path.of("");

    Run() {}

    @Override
    public Integer call() {
      return Daemon.run(NodeConfig.load(config));
    }
  }
}
