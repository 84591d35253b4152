package dev.linnet.daemon.command;

import dev.linnet.daemon.identity.MeshAuthority;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code linnet mesh init}. */
@Command(name = "init", description = "Create a mesh: authority, trust root, first operator key.")
final class MeshInit implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", description = "A new directory; keep it safe, and off the nodes.")
  private Path directory = Path.of("");

  @Option(names = "--name", required = true, paramLabel = "MESH", description = "The mesh's name.")
  private String name = "";

  MeshInit(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    MeshAuthority.init(directory, name, Clock.systemUTC());
    terminal.out().println(directory);
    terminal.say(
        "mesh "
            + name
            + " is in "
            + directory
            + "; its operator signs with "
            + directory.resolve("operators/admin.key")
            + "\nnext: linnet mesh enroll "
            + directory
            + " NODE --region REGION");
    return 0;
  }
}
