package dev.linnet.daemon.command;

import dev.linnet.daemon.UserError;
import dev.linnet.daemon.identity.JoinTokens;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code linnet mesh token rm}. */
@Command(name = "rm", description = "Take a join token back. A node that used it stays.")
final class MeshTokenRm implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "DIR", description = "The directory of `linnet mesh init`.")
  private Path directory = Path.of("");

  @Parameters(index = "1", paramLabel = "ID", description = "As `linnet mesh token ls` shows it.")
  private String id = "";

  MeshTokenRm(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (!new JoinTokens(directory).remove(id)) {
      throw new UserError(
          UserError.FAILED,
          "token '" + id + "': there is none; see `linnet mesh token ls " + directory + "`");
    }
    terminal.say("token " + id + " is good for nothing any more");
    return 0;
  }
}
