package dev.linnet.daemon.command;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.daemon.joining.JoinToken;
import dev.linnet.daemon.joining.Joining;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code linnet node join}. */
@Command(
    name = "join",
    description =
        "Make a node on this machine by a join token: its keys, which stay here, and all that the"
            + " authority gives for them.")
final class NodeJoin implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      index = "0",
      paramLabel = "TOKEN",
      description = "What `linnet mesh token create` printed; - reads it from standard input.")
  private String token = "";

  @Parameters(index = "1", paramLabel = "HOME", description = "A new directory, for this node.")
  private Path directory = Path.of("");

  @Option(
      names = "--name",
      paramLabel = "NODE",
      description = "The node's name, unless the token says it.")
  private @Nullable String node;

  @Mixin private NewNodeOptions options = new NewNodeOptions();

  NodeJoin(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    String text = token.equals("-") ? Input.text(terminal, "join token", "-").strip() : token;
    JoinToken parsed = NewNodeOptions.named(() -> JoinToken.parse(text));
    NodeIdentity identity =
        Joining.join(parsed, name(parsed), directory, options.read(), Clock.systemUTC());
    terminal.out().println(directory);
    terminal.say(
        "node "
            + identity.node()
            + " of region "
            + identity.region()
            + " joined mesh "
            + identity.mesh()
            + "\nnext: linnet node run -c "
            + directory.resolve("node.yaml"));
    return 0;
  }

  private NodeName name(JoinToken parsed) {
    NodeName given = node == null ? parsed.node() : NewNodeOptions.node(node);
    if (given == null) {
      throw new UserError(UserError.USAGE, "the token is good for any name: say --name NODE");
    }
    if (parsed.node() != null && !parsed.node().equals(given)) {
      throw new UserError(
          UserError.USAGE, "the token is for node " + parsed.node() + ", not for " + given);
    }
    return given;
  }
}
