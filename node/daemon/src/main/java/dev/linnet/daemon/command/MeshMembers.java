package dev.linnet.daemon.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.mesh.Directory.Liveness;
import dev.linnet.proto.v1.GetMembersRequest;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code linnet mesh members}. */
@Command(name = "members", description = "List the nodes that the asked node knows.")
final class MeshMembers implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ApiOption api = new ApiOption();
  @Mixin private OutputOption output = new OutputOption();

  @Option(names = "--region", paramLabel = "R", description = "Only those of this region.")
  private @Nullable String region;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only those in this state: ${COMPLETION-CANDIDATES}.")
  private @Nullable Liveness state;

  MeshMembers(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (NodeClient client = api.connect()) {
      JsonObject document =
          Doc.parse(client.ask(node -> node.getMembers(GetMembersRequest.getDefaultInstance())));
      JsonArray asked = new JsonArray();
      Doc.objects(document, "members").stream().filter(this::isAsked).forEach(asked::add);
      document.add("members", asked);
      output.print(terminal, document, MeshMembers::table);
    }
    return 0;
  }

  private boolean isAsked(JsonObject member) {
    return (region == null || region.equals(Doc.text(member, "region")))
        && (state == null || state.name().equals(Doc.text(member, "state")));
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
