package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Draws a rollout as a tree: rollout, waves, regions, votes against it, nodes. */
final class RolloutTree {
  /** A region with more nodes is summed up, unless all are asked for. */
  private static final int MANY_NODES = 16;

  /** What stands below a region. */
  private record Row(String name, String kind, String state, String age, String info) {}

  private final boolean colored;
  private final boolean allNodes;
  private final int columns;
  private final List<String> states = new ArrayList<>();
  private final Table table = new Table("NAME", "KIND", "STATUS", "AGE", "INFO");

  /**
   * A tree that is drawn once.
   *
   * @param allNodes shows every node also where there are many
   * @param columns longer lines are cut
   */
  RolloutTree(boolean colored, boolean allNodes, int columns) {
    this.colored = colored;
    this.allNodes = allNodes;
    this.columns = columns;
  }

  /** The lines of {@code rollout}, a document as GetRollout gives it. */
  List<String> lines(JsonObject rollout, Instant now) {
    add(
        Doc.text(rollout, "model") + " " + Doc.text(rollout, "version"),
        "rollout",
        Doc.text(rollout, "state"),
        Amounts.age(Doc.text(rollout, "announcedAt"), now),
        "id "
            + Doc.brief(Doc.text(rollout, "id"))
            + ", generation "
            + Doc.text(rollout, "generation")
            + ", by "
            + Doc.text(rollout, "announcedBy"));
    Map<String, List<JsonObject>> nodes =
        Doc.objects(rollout, "nodes").stream()
            .collect(
                Collectors.groupingBy(
                    node -> Doc.text(node, "region"), TreeMap::new, Collectors.toList()));
    List<JsonObject> waves = Doc.objects(rollout, "waves");
    for (JsonObject wave : waves) {
      boolean last = wave == waves.get(waves.size() - 1);
      add((last ? "└─ " : "├─ ") + Doc.text(wave, "name"), "wave", Doc.text(wave, "state"), "", "");
      List<JsonObject> regions = Doc.objects(wave, "regions");
      for (JsonObject region : regions) {
        addRegion(
            last ? "   " : "│  ", region, region == regions.get(regions.size() - 1), nodes, now);
      }
    }
    return finished();
  }

  private void addRegion(
      String indent,
      JsonObject region,
      boolean last,
      Map<String, List<JsonObject>> nodesByRegion,
      Instant now) {
    String name = Doc.text(region, "region");
    List<JsonObject> nodes = nodesByRegion.getOrDefault(name, List.of());
    boolean summed = nodes.size() > MANY_NODES && !allNodes;
    add(
        indent + (last ? "└─ " : "├─ ") + name,
        "region",
        Doc.text(region, "verdict"),
        Amounts.age(Doc.text(region, "at"), now),
        votes(region)
            + news(region, now)
            + (summed ? "; nodes: " + phases(nodes) : "")
            + silent(region, nodes));
    List<Row> below = new ArrayList<>();
    for (JsonObject ofClass : Doc.objects(region, "deviceClasses")) {
      below.add(
          new Row(
              Doc.text(ofClass, "deviceClass"),
              "device class",
              Doc.text(ofClass, "verdict"),
              "",
              votes(ofClass)));
    }
    below.addAll(objections(region));
    if (!summed) {
      nodes.forEach(node -> below.add(row(node, now)));
    }
    for (Row row : below) {
      boolean end = row == below.get(below.size() - 1);
      add(
          indent + (last ? "   " : "│  ") + (end ? "└─ " : "├─ ") + row.name(),
          row.kind(),
          row.state(),
          row.age(),
          row.info());
    }
  }

  private static List<Row> objections(JsonObject region) {
    Objections objections = Objections.in(region);
    List<Row> rows = new ArrayList<>();
    for (Objections.Objection each : objections.shown()) {
      rows.add(new Row(each.juror(), "vote", Objections.UNHEALTHY, "", each.words()));
    }
    if (objections.more() > 0) {
      rows.add(new Row("and " + objections.more() + " more", "vote", Objections.UNHEALTHY, "", ""));
    }
    return rows;
  }

  private static Row row(JsonObject node, Instant now) {
    String reason = Doc.text(node, "reason");
    return new Row(
        Doc.text(node, "node"),
        "node",
        Doc.text(node, "phase"),
        Amounts.age(Doc.text(node, "since"), now),
        "runs " + Doc.text(node, "active") + (reason.equals(Doc.NONE) ? "" : "; " + reason));
  }

  private static String votes(JsonObject region) {
    return "jury "
        + Doc.number(region, "jury")
        + ": "
        + Doc.number(region, "healthy")
        + " healthy, "
        + Doc.number(region, "unhealthy")
        + " unhealthy, "
        + Doc.number(region, "silent")
        + " silent"
        + (Doc.number(region, "ineligible") == 0
            ? ""
            : ", " + Doc.number(region, "ineligible") + " ineligible");
  }

  /** Who opens a version rests on what was lately heard of the regions before. */
  private static String news(JsonObject region, Instant now) {
    String last = Doc.text(region, "lastNewsAt");
    return last.equals(Doc.NONE) ? "" : "; last news " + Amounts.age(last, now) + " ago";
  }

  /** Of a large region its council tells how far it is, and where regions are many, few of each. */
  private static String silent(JsonObject region, List<JsonObject> nodes) {
    long known = Doc.number(region, "nodes");
    return nodes.size() < known ? "; " + nodes.size() + " of " + known + " nodes tell" : "";
  }

  private static String phases(List<JsonObject> nodes) {
    Map<String, Long> counts =
        nodes.stream()
            .collect(
                Collectors.groupingBy(
                    node -> Doc.text(node, "phase"), TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", "));
  }

  private void add(String name, String kind, String state, String age, String info) {
    states.add(state);
    table.add(name, kind, Glyphs.with(state), age, info);
  }

  private List<String> finished() {
    List<String> lines = new ArrayList<>(table.lines(columns));
    for (int i = 1; colored && i < lines.size(); i++) {
      lines.set(i, Glyphs.colored(lines.get(i), states.get(i - 1)));
    }
    return lines;
  }
}
