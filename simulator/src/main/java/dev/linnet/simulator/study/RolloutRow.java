package dev.linnet.simulator.study;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one whole rollout costs each node of a mesh of some size.
 *
 * @param seconds simulated time, from the announcement until every node serves the version and
 *     holds every verdict
 * @param takenPerVerdict how often a node takes one verdict in: again if a certificate comes that
 *     outranks the one it holds
 */
record RolloutRow(
    int nodes, int regions, double seconds, double takenPerVerdict, Map<Kind, PerNode> byKind) {
  static final List<String> HEAD =
      List.of(
          "|  nodes | regions | simulated s | messages | KB | announcement | votes | verdicts |"
              + " pulses | statuses | records | comparing | model | a verdict is taken in |",
          "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");

  /** Sent by a node, on the average. */
  record PerNode(double messages, double bytes) {}

  static RolloutRow measured(int nodes, int regions, long seed) {
    RolloutRun.Result result = RolloutRun.of(nodes, regions, seed);
    Map<Kind, PerNode> byKind = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      byKind.put(
          kind,
          new PerNode(
              (double) result.volume().messages(kind) / nodes,
              (double) result.volume().bytes(kind) / nodes));
    }
    double taken = (double) result.verdictsTaken() / ((long) nodes * regions);
    return new RolloutRow(nodes, regions, result.seconds(), taken, byKind);
  }

  Size size() {
    return new Size(nodes, regions);
  }

  double messages() {
    return byKind.values().stream().mapToDouble(PerNode::messages).sum();
  }

  double bytes() {
    return byKind.values().stream().mapToDouble(PerNode::bytes).sum();
  }

  String line() {
    List<String> cells = new ArrayList<>();
    cells.add(Integer.toString(nodes));
    cells.add(Integer.toString(regions));
    cells.add(String.format(Locale.ROOT, "%.1f", seconds));
    cells.add(String.format(Locale.ROOT, "%.0f", messages()));
    cells.add(String.format(Locale.ROOT, "%.0f", bytes() / 1e3));
    byKind.forEach(
        (kind, cost) ->
            cells.add(
                String.format(Locale.ROOT, "%.0f / %.1f", cost.messages(), cost.bytes() / 1e3)));
    cells.add(String.format(Locale.ROOT, "%.2f times", takenPerVerdict));
    return "| " + String.join(" | ", cells) + " |";
  }
}
