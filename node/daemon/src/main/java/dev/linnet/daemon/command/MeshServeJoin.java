package dev.linnet.daemon.command;

import dev.linnet.core.mesh.Address;
import dev.linnet.daemon.joining.JoinServer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code linnet mesh serve-join}. */
@Command(
    name = "serve-join",
    description =
        "Admit devices that bring a token, and renew nodes, until told to stop (SIGTERM, Ctrl-C)."
            + " Runs where the authority's key is, and only while it is needed.")
final class MeshServeJoin implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", description = "The directory of `linnet mesh init`.")
  private Path directory = Path.of("");

  @Option(
      names = "--listen",
      required = true,
      paramLabel = "H:P",
      converter = ApiOption.AddressConverter.class,
      description = "Where devices reach it, such as 0.0.0.0:7790.")
  private Address listen = new Address("127.0.0.1", 1);

  MeshServeJoin(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (JoinServer server =
        JoinServer.start(
            directory,
            terminal.passphrases(),
            listen.host(),
            listen.port(),
            Clock.systemUTC(),
            terminal::say)) {
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shutdown"));
      terminal.say("devices are admitted at " + listen);
      server.awaitEnd();
    }
    return 0;
  }
}
