package dev.linnet.daemon.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * A plan for the regions that exist, written with the reasons beside it, for a person to change: a
 * careful beginning in one region, then all others.
 *
 * @param nodes how many nodes of each region are known
 * @param first the region that goes first
 * @param window {@code START-END} on each node's own clock; empty for any time
 */
record PlanTemplate(
    String model,
    String version,
    SortedMap<String, Long> nodes,
    String first,
    String bake,
    String window) {
  /** A share of 5 % of fewer nodes holds too few to judge. */
  private static final int ENOUGH_FOR_A_SHARE = 100;

  private static final int USUAL_JURORS = 3;

  /** The region where least is at stake and a jury still finds three. */
  static String firstOf(SortedMap<String, Long> nodes) {
    Comparator<Map.Entry<String, Long>> fewest = Map.Entry.comparingByValue();
    return nodes.entrySet().stream()
        .filter(region -> region.getValue() >= USUAL_JURORS)
        .min(fewest)
        .or(() -> nodes.entrySet().stream().max(fewest))
        .map(Map.Entry::getKey)
        .orElseThrow();
  }

  String text() {
    List<String> lines = new ArrayList<>();
    lines.add("# yaml-language-server: $schema=plan.schema.json");
    lines.add(
        "# `linnet rollout schema > plan.schema.json` lets an editor complete and check this.");
    lines.add("# Next: `linnet rollout plan FILE` shows what it would do, and announces nothing.");
    lines.add("apiVersion: linnet/v1");
    lines.add("kind: Rollout");
    lines.add("metadata: {name: " + model.replace('/', '-') + "-" + version + "}");
    lines.add("spec:");
    lines.add("  model: {name: " + model + ", version: \"" + version + "\"}");
    lines.add("  # select:                 # every node that the model fits; or only some of them");
    lines.add("  #   matchLabels: {tier: edge}");
    lines.add("  defaults:");
    addWindow(lines);
    lines.add("    bake: " + bake + "               # how long a node serves it before it votes");
    lines.add("    quorum: {promote: 2/3, minJurors: " + USUAL_JURORS + "}");
    lines.add("    gates:                  # each needs traffic; [] if the model has none");
    lines.add("      - {name: errors, metric: inference.error_ratio, fail: \"> 0.05\"}");
    lines.add("      - {name: finite, metric: inference.nonfinite_ratio, fail: \"> 0\"}");
    lines.add(
        "      # - {name: same, metric: prediction.disagreement, compare: previous, fail: \">"
            + " 0.10\"}");
    lines.add("  waves:                    # each waits until all regions before it promoted");
    addWaves(lines);
    lines.add(
        "  onFailure: rollback-all   # or rollback-region-and-halt, rollback-region-and-continue");
    return String.join("\n", lines) + "\n";
  }

  private void addWindow(List<String> lines) {
    if (window.isEmpty()) {
      lines.add(
          "    # window: {start: \"22:00\", end: \"05:00\", zone: local}  # at any time otherwise");
    } else {
      String[] times = window.split("-", 2);
      lines.add(
          "    window: {start: \""
              + times[0]
              + "\", end: \""
              + times[1]
              + "\", zone: local}  # by each node's own clock");
    }
  }

  private void addWaves(List<String> lines) {
    long count = nodes.getOrDefault(first, 0L);
    String known = "  # " + count + (count == 1 ? " node" : " nodes");
    if (count >= ENOUGH_FOR_A_SHARE) {
      lines.add(
          "    - {name: canary, regions: [" + first + "], share: 5%}" + known + ", 5 % of them");
      lines.add("    - {name: " + first + ", regions: [" + first + "]}");
    } else {
      lines.add("    - {name: " + first + ", regions: [" + first + "]}" + known);
    }
    List<String> others =
        nodes.entrySet().stream()
            .filter(region -> !region.getKey().equals(first))
            .map(region -> region.getKey() + " (" + region.getValue() + ")")
            .toList();
    if (!others.isEmpty()) {
      lines.add(
          "    - {name: rest, regions: [\"*\"]}  # all that remain: " + String.join(", ", others));
    }
  }
}
