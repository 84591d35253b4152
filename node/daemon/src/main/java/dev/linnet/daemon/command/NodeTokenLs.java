package dev.linnet.daemon.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.daemon.access.ApiTokens;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code linnet node token ls}. */
@Command(name = "ls", description = "List the API tokens of a node.")
final class NodeTokenLs implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private OutputOption output = new OutputOption();

  @Parameters(paramLabel = "HOME", description = "The directory of the node's node.yaml.")
  private Path home = Path.of("");

  NodeTokenLs(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    JsonArray tokens = new JsonArray();
    for (ApiTokens.Token token : NodeTokenCreate.tokens(home).all()) {
      JsonObject json = new JsonObject();
      json.addProperty("id", token.id());
      json.addProperty("role", token.role().word());
      if (token.name() != null) {
        json.addProperty("name", token.name());
      }
      json.addProperty("expires", token.expires().toString());
      json.addProperty("state", Instant.now().isBefore(token.expires()) ? "GOOD" : "EXPIRED");
      tokens.add(json);
    }
    JsonObject document = OutputOption.document();
    document.add("tokens", tokens);
    output.print(terminal, document, NodeTokenLs::table);
    return 0;
  }

  private static String table(JsonObject document, int columns) {
    Table table = new Table("ID", "ROLE", "NAME", "EXPIRES", "STATE");
    for (JsonObject token : Doc.objects(document, "tokens")) {
      table.add(
          Doc.text(token, "id"),
          Doc.text(token, "role"),
          Doc.text(token, "name"),
          Doc.text(token, "expires"),
          Doc.text(token, "state"));
    }
    return table.text(columns);
  }
}
