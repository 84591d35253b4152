package dev.linnet.daemon.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.daemon.identity.JoinTokens;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code linnet mesh token ls}. */
@Command(name = "ls", description = "List the join tokens, and which nodes used them.")
final class MeshTokenLs implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private OutputOption output = new OutputOption();

  @Parameters(paramLabel = "DIR", description = "The directory of `linnet mesh init`.")
  private Path directory = Path.of("");

  MeshTokenLs(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    JsonArray tokens = new JsonArray();
    for (JoinTokens.Token token : new JoinTokens(directory).all()) {
      JsonObject json = new JsonObject();
      json.addProperty("id", token.id());
      json.addProperty("region", token.region().value());
      if (token.node() != null) {
        json.addProperty("node", token.node().value());
      }
      json.addProperty("expires", token.expires().toString());
      json.addProperty("state", state(token));
      if (token.usedBy() != null) {
        json.addProperty("usedBy", token.usedBy().value());
      }
      tokens.add(json);
    }
    JsonObject document = OutputOption.document();
    document.add("tokens", tokens);
    output.print(terminal, document, MeshTokenLs::table);
    return 0;
  }

  private static String state(JoinTokens.Token token) {
    if (token.usedBy() != null) {
      return "USED";
    }
    return Instant.now().isBefore(token.expires()) ? "OPEN" : "EXPIRED";
  }

  private static String table(JsonObject document, int columns) {
    Table table = new Table("ID", "REGION", "NODE", "EXPIRES", "STATE", "USED BY");
    for (JsonObject token : Doc.objects(document, "tokens")) {
      table.add(
          Doc.text(token, "id"),
          Doc.text(token, "region"),
          Doc.text(token, "node"),
          Doc.text(token, "expires"),
          Doc.text(token, "state"),
          Doc.text(token, "usedBy"));
    }
    return table.text(columns);
  }
}
