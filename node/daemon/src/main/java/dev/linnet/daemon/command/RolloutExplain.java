package dev.linnet.daemon.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.linnet.proto.v1.ExplainRolloutRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code linnet rollout explain}. */
@Command(name = "explain", description = "Show why a node runs what it runs.")
final class RolloutExplain implements Callable<Integer> {
  private static final int INDENT = 2;

  private final Terminal terminal;
  @Mixin private ApiOption api = new ApiOption();
  @Mixin private OutputOption output = new OutputOption();

  @Parameters(paramLabel = "ID", description = "The rollout's id, or the beginning of it.")
  private String id = "";

  @Option(
      names = "--node",
      paramLabel = "NODE",
      description = "The node to explain (default: the one that is asked).")
  private String node = "";

  RolloutExplain(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ExplainRolloutRequest request =
        ExplainRolloutRequest.newBuilder().setId(id).setNode(node).build();
    try (NodeClient client = api.connect()) {
      JsonObject document = Doc.parse(client.ask(asked -> asked.explainRollout(request)));
      output.print(
          terminal,
          document,
          (found, columns) ->
              lines(found, columns, Instant.now()).stream()
                      .flatMap(line -> Width.wrap(line, columns, INDENT).stream())
                      .collect(Collectors.joining("\n"))
                  + "\n");
    }
    return 0;
  }

  private static List<String> lines(JsonObject document, int columns, Instant now) {
    List<String> lines = new ArrayList<>();
    String name = Doc.text(document, "node");
    lines.add(
        "node "
            + name
            + " of region "
            + Doc.text(document, "region")
            + " runs "
            + runs(document)
            + ", phase "
            + Doc.text(document, "phase")
            + since(document, now));
    if (!Doc.text(document, "knownFrom").equals("DECISION")) {
      record(document, lines);
      return lines;
    }
    Table table = new Table("", "ROLLOUT", "VERSION", "GENERATION", "CAUSE", "WHY");
    for (JsonObject reason : Doc.objects(document, "reasons")) {
      boolean admits = Doc.flag(reason, "admits");
      table.add(
          admits ? "→" : "",
          Doc.brief(Doc.text(reason, "rollout")),
          Doc.text(reason, "version"),
          Doc.text(reason, "generation"),
          Doc.text(reason, "cause"),
          Doc.text(reason, "sentence"));
      if (reason.get("votes") instanceof JsonObject votes) {
        table.add("", "", "", "", "", votes(votes));
        against(votes).forEach(line -> table.add("", "", "", "", "", line));
      }
    }
    lines.addAll(table.wrapped(columns));
    if (!Doc.flag(document, "looked")) {
      lines.add(
          "rollout "
              + Doc.brief(Doc.text(document, "id"))
              + " is below the one that serves, so it was not looked at");
    }
    return lines;
  }

  /** Of another node nothing is known but its own signed word. */
  private static void record(JsonObject document, List<String> lines) {
    lines.add("its own last word, as the asked node has it; it is " + Doc.text(document, "state"));
    String about = Doc.text(document, "about");
    if (!about.equals(Doc.NONE)) {
      lines.add(
          "about rollout "
              + Doc.brief(about)
              + (about.equals(Doc.text(document, "id")) ? "" : ", another than was asked for"));
    }
    lines.add("why: " + Doc.text(document, "sentence"));
    lines.add("for all reasons, ask the node itself with --api");
  }

  private static String runs(JsonObject document) {
    String model = Doc.text(document, "model");
    return document.get("runs") instanceof JsonObject runs
        ? model + " " + Doc.text(runs, "version")
        : "no version of " + model;
  }

  private static String since(JsonObject document, Instant now) {
    String since = Doc.text(document, "since");
    return since.equals(Doc.NONE) ? "" : " since " + since + " (" + Amounts.age(since, now) + ")";
  }

  private static String votes(JsonObject votes) {
    String jury =
        "jury of "
            + Doc.text(votes, "region")
            + (votes.has("deviceClass") ? ", " + Doc.text(votes, "deviceClass") : "")
            + " ("
            + Doc.number(votes, "jury")
            + "): ";
    String needed =
        "; "
            + Doc.number(votes, "promote")
            + " healthy promote, "
            + Doc.number(votes, "rollback")
            + " unhealthy roll back";
    if (Doc.text(votes, "knownFrom").equals("NOTHING")) {
      return jury + "its votes are not known here" + needed;
    }
    return jury
        + Doc.number(votes, "healthy")
        + " healthy, "
        + Doc.number(votes, "unhealthy")
        + " unhealthy, "
        + Doc.number(votes, "silent")
        + " silent"
        + names(votes)
        + (Doc.number(votes, "ineligible") == 0
            ? ""
            : ", " + Doc.number(votes, "ineligible") + " ineligible")
        + needed;
  }

  private static List<String> against(JsonObject votes) {
    Objections objections = Objections.in(votes);
    List<String> lines = new ArrayList<>();
    for (Objections.Objection each : objections.shown()) {
      lines.add(each.juror() + " " + Objections.UNHEALTHY + ": " + each.words());
    }
    if (objections.more() > 0) {
      lines.add("and " + objections.more() + " more");
    }
    return lines;
  }

  private static String names(JsonObject votes) {
    if (!(votes.get("silentJurors") instanceof JsonArray silent) || silent.isEmpty()) {
      return "";
    }
    List<String> names = new ArrayList<>();
    for (JsonElement juror : silent) {
      names.add(juror.getAsString());
    }
    return " (" + String.join(", ", names) + ")";
  }
}
