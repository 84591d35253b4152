package dev.linnet.daemon.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code linnet mesh trust}. */
@Command(name = "trust", description = "Show whose word counts for what, and who is revoked.")
final class MeshTrust implements Callable<Integer> {
  private static final int BRIEF_KEY = 12;

  private final Terminal terminal;
  @Mixin private ApiOption api = new ApiOption();
  @Mixin private OutputOption output = new OutputOption();

  MeshTrust(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (NodeClient client = api.connect()) {
      output.print(terminal, RootSigning.document(client), MeshTrust::text);
    }
    return 0;
  }

  private static String text(JsonObject document, int columns) {
    List<String> lines = new ArrayList<>();
    if (Doc.flag(document, "forked")) {
      lines.add(
          "FORK: two different trust roots of one version are signed. Nothing new opens any more:"
              + " set the mesh up anew with other keys");
    }
    lines.add(
        "mesh "
            + Doc.text(document, "mesh")
            + ", trust root "
            + Doc.text(document, "version")
            + ", epoch "
            + Doc.number(document, "epoch")
            + ", expires "
            + Doc.text(document, "expires"));
    Table roles = new Table("ROLE", "MUST SIGN", "KEYS");
    for (JsonObject role : Doc.objects(document, "roles")) {
      List<JsonObject> keys = Doc.objects(role, "keys");
      roles.add(
          Doc.text(role, "role"),
          Doc.number(role, "threshold") + " of " + keys.size(),
          names(keys));
    }
    lines.addAll(roles.wrapped(columns));
    lines.add("revoked nodes: " + strings(document, "revokedNodes"));
    lines.add("revoked keys: " + names(Doc.objects(document, "revokedKeys")));
    Table chain = new Table("ROOT", "ID", "EPOCH");
    for (JsonObject root : Doc.objects(document, "chain")) {
      chain.add(
          Doc.text(root, "version"),
          Doc.brief(Doc.text(root, "id")),
          String.valueOf(Doc.number(root, "epoch")));
    }
    lines.addAll(chain.lines());
    return String.join("\n", lines) + "\n";
  }

  private static String names(List<JsonObject> keys) {
    return keys.isEmpty()
        ? "none"
        : keys.stream()
            .map(key -> Doc.text(key, "name") + " (" + brief(Doc.text(key, "keyId")) + ")")
            .collect(Collectors.joining(", "));
  }

  private static String brief(String keyId) {
    return keyId.substring(0, Math.min(BRIEF_KEY, keyId.length()));
  }

  private static String strings(JsonObject document, String name) {
    if (!(document.get(name) instanceof JsonArray array) || array.isEmpty()) {
      return "none";
    }
    return StreamSupport.stream(array.spliterator(), false)
        .map(element -> element.getAsString())
        .collect(Collectors.joining(", "));
  }
}
