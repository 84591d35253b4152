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

/** {@code linnet mesh regions}. */
@Command(
    name = "regions",
    description = {
      "List the regions that the asked node knows.",
      "A region is in the state of the liveliest of its nodes: of one that is SUSPECT or DEAD"
          + " nobody was heard lately, and nothing opens that waits for it."
    })
final class MeshRegions implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ApiOption api = new ApiOption();
  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only those in this state: ${COMPLETION-CANDIDATES}.")
  private @Nullable Liveness state;

  MeshRegions(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (NodeClient client = api.connect()) {
      JsonObject members =
          Doc.parse(client.ask(node -> node.getMembers(GetMembersRequest.getDefaultInstance())));
      JsonArray regions = new JsonArray();
      RegionSummary.all(members).stream()
          .map(RegionSummary::toJson)
          .filter(region -> state == null || state.name().equals(Doc.text(region, "state")))
          .forEach(regions::add);
      JsonObject document = OutputOption.document();
      document.add("regions", regions);
      output.print(terminal, document, MeshRegions::table);
    }
    return 0;
  }

  private static String table(JsonObject document, int columns) {
    Table table = new Table("REGION", "STATE", "NODES", "ALIVE", "SERVES", "COUNCIL");
    for (JsonObject region : Doc.objects(document, "regions")) {
      table.add(
          Doc.text(region, "region"),
          Doc.text(region, "state"),
          Doc.text(region, "nodes"),
          Doc.text(region, "alive"),
          RegionSummary.serves(region),
          RegionSummary.council(region));
    }
    return table.text(columns);
  }
}
