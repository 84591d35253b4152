package dev.linnet.daemon.command;

import dev.linnet.daemon.identity.Grant;
import dev.linnet.daemon.identity.NodeRegister;
import dev.linnet.daemon.identity.SigningRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code linnet mesh sign}. */
@Command(
    name = "sign",
    description =
        "Sign a device's request: a new node, or the next certificate of one that has its name.",
    footer = {"", "The grant holds no private key. Who may ask for a name, you decide here."})
final class MeshSign implements Callable<Integer> {
  /** So many digits of a key's id are compared by eye. */
  static final int BRIEF_KEY = 12;

  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "DIR", description = "The directory of `linnet mesh init`.")
  private Path directory = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "REQUEST",
      description = "The request.json of `linnet node request` or `linnet node renew`.")
  private Path file = Path.of("");

  @Option(names = "--yes", description = "Go on without being asked.")
  private boolean yes;

  MeshSign(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    NodeRegister register = new NodeRegister(directory, terminal.passphrases());
    SigningRequest request = SigningRequest.load(file);
    terminal.say(
        (register.isRenewal(request) ? "renews node " : "enrolls node ")
            + request.id().node()
            + " of region "
            + request.id().region()
            + " in mesh "
            + request.id().mesh()
            + ", fact key "
            + request.factKey().keyId().substring(0, BRIEF_KEY));
    if (!yes) {
      terminal.confirm("Sign this?");
    }
    Grant grant = register.sign(request, Clock.systemUTC().instant());
    Path written = register.grantFile(request.id());
    terminal.out().println(written);
    terminal.say(
        "good until "
            + grant.certificate().getNotAfter().toInstant()
            + "; take "
            + written
            + " to the node's machine\nnext: linnet node install "
            + written.getFileName()
            + " -c node.yaml");
    return 0;
  }
}
