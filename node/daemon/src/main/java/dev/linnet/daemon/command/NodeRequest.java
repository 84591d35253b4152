package dev.linnet.daemon.command;

import dev.linnet.core.mesh.Names;
import dev.linnet.daemon.identity.OwnIdentity;
import dev.linnet.daemon.identity.SigningRequest;
import dev.linnet.daemon.identity.SpiffeId;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code linnet node request}. */
@Command(
    name = "request",
    description =
        "Make a node's keys and node.yaml on its own machine, and the request that its mesh's"
            + " authority signs. The private keys stay in DIR.")
final class NodeRequest implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "DIR", description = "A new directory, for this node.")
  private Path directory = Path.of("");

  @Parameters(index = "1", paramLabel = "NODE", description = "The node's name.")
  private String node = "";

  @Option(names = "--region", required = true, paramLabel = "R", description = "Its region.")
  private String region = "";

  @Option(names = "--mesh", required = true, paramLabel = "MESH", description = "Its mesh.")
  private String mesh = "";

  @Mixin private NewNodeOptions options = new NewNodeOptions();

  NodeRequest(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    SpiffeId id =
        new SpiffeId(
            NewNodeOptions.named(() -> Names.require("mesh", mesh)),
            NewNodeOptions.region(region),
            NewNodeOptions.node(node));
    Path request = OwnIdentity.request(directory, id, options.read());
    terminal.out().println(request);
    terminal.say(
        "fact key "
            + SigningRequest.load(request).factKey().keyId().substring(0, MeshSign.BRIEF_KEY)
            + "\ntake "
            + request
            + " to the authority, which signs it: linnet mesh sign DIR "
            + request.getFileName()
            + "\nnext: linnet node install GRANT -c "
            + directory.resolve("node.yaml"));
    return 0;
  }
}
