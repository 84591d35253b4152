package dev.linnet.daemon.command;

import dev.linnet.core.mesh.Address;
import dev.linnet.daemon.config.NodeConfig;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.daemon.identity.OwnIdentity;
import dev.linnet.daemon.joining.Joining;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code linnet node renew}. */
@Command(
    name = "renew",
    description =
        "Make the next key and the request for its certificate. The one in use stays until"
            + " `linnet node install`, and a daemon that runs takes the new one up by itself.")
final class NodeRenew implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "The node's node.yaml.")
  private Path config = Path.of("");

  @Option(
      names = "--from",
      paramLabel = "H:P",
      converter = ApiOption.AddressConverter.class,
      description = "Where `linnet mesh serve-join` signs it at once.")
  private @Nullable Address from;

  NodeRenew(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    NodeConfig node = NodeConfig.load(config);
    if (from != null) {
      NodeIdentity renewed =
          Joining.renew(node.identity(), node.node(), node.region(), from, Clock.systemUTC());
      terminal.out().println(node.identity().certificate());
      terminal.say("good until " + renewed.certificate().getNotAfter().toInstant());
      return 0;
    }
    Path request = new OwnIdentity(node.identity(), node.node(), node.region()).renew();
    terminal.out().println(request);
    terminal.say(
        "take "
            + request
            + " to the authority, which signs it: linnet mesh sign DIR "
            + request.getFileName()
            + "\nnext: linnet node install GRANT -c "
            + config);
    return 0;
  }
}
