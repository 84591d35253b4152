package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import dev.linnet.proto.v1.GetRolloutRequest;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code linnet rollout status}. */
@Command(name = "status", description = "Show how a rollout stands.")
final class RolloutStatus implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ApiOption api = new ApiOption();
  @Mixin private OutputOption output = new OutputOption();
  @Mixin private TimeoutOption timeout = new TimeoutOption();

  @Parameters(paramLabel = "ID", description = "The rollout's id, or the beginning of it.")
  private String id = "";

  @Option(
      names = {"-w", "--watch"},
      description = "Follow it to its end: exit 0 promoted, 6 ended otherwise, 5 timeout.")
  private boolean watch;

  @Option(names = "--nodes", description = "Show every node also where there are many.")
  private boolean nodes;

  RolloutStatus(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (NodeClient client = api.connect()) {
      if (watch) {
        return new RolloutWatch(terminal, client, output, nodes).follow(id, timeout.begin());
      }
      GetRolloutRequest request = GetRolloutRequest.newBuilder().setId(id).build();
      JsonObject document = Doc.parse(client.ask(node -> node.getRollout(request)));
      output.print(
          terminal,
          document,
          (found, columns) ->
              String.join(
                      "\n",
                      new RolloutTree(terminal.colored(), nodes, columns)
                          .lines(found, Instant.now()))
                  + "\n");
    }
    return 0;
  }
}
