package dev.linnet.simulator.study;

import dev.linnet.core.mesh.Directory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one whole rollout costs each node of a mesh of some size.
 *
 * @param scaled whether it was worked out from a smaller mesh of as many regions
 * @param seconds simulated time, from the announcement until every node serves the version and
 *     holds every verdict
 */
record RolloutRow(
    int nodes, int regions, boolean scaled, double seconds, Map<Kind, PerNode> byKind) {
  static final List<String> HEAD =
      List.of(
          "|  nodes | regions | way | simulated s | messages | KB | announcement | votes | verdicts |"
              + " pulses | records | comparing | model |",
          "|---|---|---|---|---|---|---|---|---|---|---|---|---|");

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
    return new RolloutRow(nodes, regions, false, result.seconds(), byKind);
  }

  /**
   * A larger mesh with juries of the same size. Facts are as many as here, and each costs more by
   * as much as an announcement does; of records each node hears as many more as there are more
   * nodes whose records come to it. What a node does by the clock, and for its own copy of the
   * model, stays.
   */
  RolloutRow scaledTo(SpreadRow there, SpreadRow here) {
    double messages = there.ours().messagesPerNode() / here.ours().messagesPerNode();
    double copies = there.ours().copiesPerNode() / here.ours().copiesPerNode();
    double speakers = heard(there.nodes(), regions) / heard(nodes, regions);
    Map<Kind, PerNode> more = new EnumMap<>(Kind.class);
    byKind.forEach(
        (kind, cost) ->
            more.put(
                kind,
                switch (kind) {
                  case COMPARISON, MODEL -> cost;
                  case RECORD ->
                      new PerNode(
                          cost.messages() * messages * speakers, cost.bytes() * copies * speakers);
                  case ANNOUNCEMENT, VOTE, VERDICT, PULSE ->
                      new PerNode(cost.messages() * messages, cost.bytes() * copies);
                }));
    return new RolloutRow(there.nodes(), regions, true, seconds, more);
  }

  /** Of how many nodes a node holds the record. */
  private static double heard(int nodes, int regions) {
    int region = nodes / regions;
    return region + (regions - 1) * (double) Math.min(Directory.COUNCIL_SIZE, region);
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
    cells.add(scaled ? "scaled" : "measured");
    cells.add(scaled ? "" : String.format(Locale.ROOT, "%.1f", seconds));
    cells.add(String.format(Locale.ROOT, "%.0f", messages()));
    cells.add(String.format(Locale.ROOT, "%.0f", bytes() / 1e3));
    byKind.forEach(
        (kind, cost) ->
            cells.add(
                String.format(Locale.ROOT, "%.0f / %.1f", cost.messages(), cost.bytes() / 1e3)));
    return "| " + String.join(" | ", cells) + " |";
  }
}
