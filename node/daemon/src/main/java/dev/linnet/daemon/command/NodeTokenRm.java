package dev.linnet.daemon.command;

import dev.linnet.daemon.UserError;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code linnet node token rm}. */
@Command(name = "rm", description = "Take an API token back; a daemon that runs notices.")
final class NodeTokenRm implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      index = "0",
      paramLabel = "HOME",
      description = "The directory of the node's node.yaml.")
  private Path home = Path.of("");

  @Parameters(index = "1", paramLabel = "ID", description = "As `linnet node token ls` shows it.")
  private String id = "";

  NodeTokenRm(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (!NodeTokenCreate.tokens(home).remove(id)) {
      throw new UserError(
          UserError.FAILED,
          "token '" + id + "': there is none; see `linnet node token ls " + home + "`");
    }
    terminal.say("token " + id + " is good for nothing any more");
    return 0;
  }
}
