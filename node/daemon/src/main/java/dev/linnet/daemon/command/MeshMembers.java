package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import dev.linnet.proto.v1.GetMembersRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code linnet mesh members}. */
@Command(name = "members", description = "List the nodes that the asked node knows.")
final class MeshMembers implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ApiOption api = new ApiOption();
  @Mixin private OutputOption output = new OutputOption();

  MeshMembers(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (NodeClient client = api.connect()) {
      JsonObject document =
          Doc.parse(client.ask(node -> node.getMembers(GetMembersRequest.getDefaultInstance())));
      output.print(terminal, document, MeshMembers::table);
    }
    return 0;
  }

  private static String table(JsonObject document, int columns) {
    Table table = new Table("NODE", "REGION", "STATE", "ADDRESS", "MODELS", "LABELS");
    for (JsonObject member : Doc.objects(document, "members")) {
      table.add(
          Doc.text(member, "node"),
          Doc.text(member, "region"),
          Doc.text(member, "state"),
          Doc.text(member, "address"),
          Doc.pairs(member, "models"),
          Doc.pairs(member, "labels"));
    }
    return table.text(columns);
  }
}
