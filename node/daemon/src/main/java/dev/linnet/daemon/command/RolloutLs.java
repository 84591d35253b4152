package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import dev.linnet.proto.v1.ListRolloutsRequest;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code linnet rollout ls}. */
@Command(name = "ls", description = "List the rollouts that the asked node knows.")
final class RolloutLs implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ApiOption api = new ApiOption();
  @Mixin private OutputOption output = new OutputOption();

  RolloutLs(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (NodeClient client = api.connect()) {
      JsonObject document =
          Doc.parse(
              client.ask(node -> node.listRollouts(ListRolloutsRequest.getDefaultInstance())));
      output.print(terminal, document, (found, columns) -> table(found, columns, Instant.now()));
    }
    return 0;
  }

  private static String table(JsonObject document, int columns, Instant now) {
    Table table = new Table("ID", "MODEL", "VERSION", "GENERATION", "STATE", "BY", "AGE");
    for (JsonObject rollout : Doc.objects(document, "rollouts")) {
      table.add(
          Doc.brief(Doc.text(rollout, "id")),
          Doc.text(rollout, "model"),
          Doc.text(rollout, "version"),
          Doc.text(rollout, "generation"),
          state(rollout),
          Doc.text(rollout, "announcedBy"),
          Amounts.age(Doc.text(rollout, "announcedAt"), now));
    }
    return table.text(columns);
  }

  private static String state(JsonObject rollout) {
    String state = Doc.text(rollout, "state");
    return Doc.flag(rollout, "leftBehind") ? state + ", left behind" : state;
  }
}
