package dev.linnet.daemon.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.linnet.daemon.UserError;
import dev.linnet.documents.plan.PlanFile;
import dev.linnet.proto.v1.PrepareRolloutRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code linnet rollout plan}: exits by whether the plan would change anything. */
@Command(
    name = "plan",
    description = "Show what a plan would do, and announce nothing.",
    footer = {"", "Exit codes: 0 no node would change, 1 nodes would change, 2 or more failed."},
    exitCodeOnExecutionException = UserError.USAGE)
final class RolloutPlan implements Callable<Integer> {
  private static final int CHANGES = 1;

  private final Terminal terminal;
  @Mixin private ApiOption api = new ApiOption();
  @Mixin private OutputOption output = new OutputOption();

  @Parameters(paramLabel = "FILE", description = "The plan, in YAML or JSON; - is standard input.")
  private String file = "";

  RolloutPlan(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    String name = file.equals("-") ? "standard input" : file;
    String text = Input.text(terminal, "plan", file);
    var unused = PlanFile.parse(text, name);
    PrepareRolloutRequest request =
        PrepareRolloutRequest.newBuilder().setPlan(text).setFile(name).build();
    try (NodeClient client = api.connect()) {
      JsonObject document = Doc.parse(client.ask(node -> node.planRollout(request)));
      output.print(terminal, document, RolloutPlan::text);
      return Doc.number(document, "changes") == 0 ? 0 : CHANGES;
    }
  }

  private static String text(JsonObject plan) {
    List<String> lines = new ArrayList<>();
    lines.add(
        Doc.text(plan, "model")
            + " "
            + Doc.text(plan, "version")
            + " in mesh "
            + Doc.text(plan, "mesh")
            + ", generation "
            + Doc.text(plan, "generation")
            + ", manifest "
            + Doc.brief(Doc.text(plan, "manifest"))
            + ", expires "
            + Doc.text(plan, "expires"));
    Table table =
        new Table(
            "WAVE",
            "OPENS",
            "REGION",
            "NODES",
            "CHANGE",
            "JURY",
            "PROMOTE",
            "ROLLBACK",
            "F",
            "BYTES",
            "FROM OUTSIDE",
            "RETURNS TO");
    for (JsonObject wave : Doc.objects(plan, "waves")) {
      for (JsonObject region : Doc.objects(wave, "regions")) {
        table.add(row(wave, region));
      }
    }
    lines.addAll(table.lines());
    for (JsonObject wave : Doc.objects(plan, "waves")) {
      for (JsonObject region : Doc.objects(wave, "regions")) {
        lines.add(
            "wave "
                + Doc.text(wave, "name")
                + " opens in "
                + Doc.text(region, "region")
                + ": "
                + localTimes(region));
        lines.add("jury of " + Doc.text(region, "region") + ": " + names(region, "jury"));
        for (JsonObject ofClass : Doc.objects(region, "deviceClasses")) {
          lines.add(
              "of them device class "
                  + Doc.text(ofClass, "deviceClass")
                  + " judges by itself: "
                  + names(ofClass, "jury")
                  + "; "
                  + Doc.number(ofClass, "promote")
                  + " promote, "
                  + Doc.number(ofClass, "rollback")
                  + " roll back");
        }
      }
    }
    lines.add(
        "earliest end "
            + after(Doc.number(plan, "earliestEndSeconds"))
            + "; about "
            + Amounts.bytes(Doc.number(plan, "estimatedBytes"))
            + " to move, an estimate from the versions that nodes say they run");
    lines.add("on failure: " + Doc.text(plan, "onFailure"));
    if (plan.get("warnings") instanceof JsonArray warnings) {
      warnings.forEach(warning -> lines.add("warning: " + warning.getAsString()));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String[] row(JsonObject wave, JsonObject region) {
    boolean allKnown = Doc.flag(region, "allNodesKnown");
    return new String[] {
      Doc.text(wave, "name"),
      after(Doc.number(wave, "opensAfterSeconds")),
      Doc.text(region, "region"),
      Doc.number(region, "nodes") + (allKnown ? "" : " or more"),
      Doc.text(region, "changes"),
      region.get("jury") instanceof JsonArray jury ? String.valueOf(jury.size()) : Doc.NONE,
      Doc.text(region, "promote"),
      Doc.text(region, "rollback"),
      Doc.text(region, "f"),
      Amounts.bytes(Doc.number(region, "bytes")),
      Amounts.bytes(Doc.number(region, "bytesFromElsewhere")),
      region.get("returnsTo") instanceof JsonObject to
          ? Doc.text(to, "version") + " (" + Doc.brief(Doc.text(to, "rollout")) + ")"
          : "not ready"
    };
  }

  private static String after(long seconds) {
    return seconds == 0 ? "at once" : "after " + Amounts.duration(Duration.ofSeconds(seconds));
  }

  /** Such as {@code 2026-12-01 22:00 Europe/Berlin (3 nodes)}. */
  private static String localTimes(JsonObject region) {
    String times =
        Doc.objects(region, "opens").stream()
            .map(
                opening ->
                    Doc.text(opening, "at").replace('T', ' ').replaceFirst("(:\\d\\d).*", "$1")
                        + " "
                        + Doc.text(opening, "zone")
                        + " ("
                        + nodes(Doc.number(opening, "nodes"))
                        + ")")
            .collect(Collectors.joining(", "));
    return times.isEmpty() ? "never: no window fits any node" : times;
  }

  private static String nodes(long count) {
    return count + (count == 1 ? " node" : " nodes");
  }

  private static String names(JsonObject object, String field) {
    List<String> names = new ArrayList<>();
    if (object.get(field) instanceof JsonArray array) {
      for (JsonElement element : array) {
        names.add(element.getAsString());
      }
    }
    return String.join(", ", names);
  }
}
