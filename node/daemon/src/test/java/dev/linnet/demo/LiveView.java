package dev.linnet.demo;

import dev.linnet.demo.RolloutSeen.NodeSeen;
import dev.linnet.demo.RolloutSeen.RegionSeen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The block that is drawn over and over: regions down, phases across. */
final class LiveView {
  private static final List<String> PHASES =
      List.of("WAITING", "FETCHING", "TRIAL", "SERVING", "FELL_BACK");
  private static final String ROW = "  %-6s %8s %8s %8s %8s %9s   %-9s %-11s  %8s %6s";

  private LiveView() {}

  /** What a region's cameras have counted. */
  record Seen(long answered, long failed, Set<String> versions) {
    Seen plus(Seen other) {
      Set<String> all = new TreeSet<>(versions);
      all.addAll(other.versions);
      return new Seen(answered + other.answered, failed + other.failed, all);
    }
  }

  /** Lines of the block. */
  static List<String> lines(RolloutSeen rollout, Map<String, Seen> traffic, Terminal terminal) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        terminal.bold(
            "  scenes %s  %s  %.0f s"
                .formatted(
                    rollout.version(),
                    rollout.state(),
                    terminal.seconds() - rollout.announcedSeconds())));
    lines.add(
        ROW.formatted(
            "",
            "waiting",
            "fetch",
            "trial",
            "serving",
            "fell back",
            "votes",
            "verdict",
            "answered",
            "failed"));
    traffic.forEach(
        (region, seen) -> {
          RegionSeen judged = rollout.region(region);
          List<Object> cells = new ArrayList<>();
          cells.add(region);
          for (String phase : PHASES) {
            cells.add(dots(rollout, region, phase));
          }
          cells.add("+%d -%d /%d".formatted(judged.healthy(), judged.unhealthy(), judged.jury()));
          cells.add(judged.verdict().equals("NONE") ? "" : judged.verdict());
          cells.add(seen.answered());
          cells.add(seen.failed());
          String row =
              ROW.formatted(cells.toArray()) + "   answers by " + String.join(" ", seen.versions());
          lines.add(
              switch (judged.verdict()) {
                case "PROMOTED" -> terminal.good(row);
                case "ROLLED_BACK" -> terminal.bad(row);
                default -> row;
              });
        });
    return lines;
  }

  /** A dot for each node of the region in that phase. */
  private static String dots(RolloutSeen rollout, String region, String phase) {
    long count =
        rollout.nodes().values().stream()
            .filter(node -> node.region().equals(region))
            .map(NodeSeen::phase)
            .filter(each -> each.equals(phase) || (phase.equals("WAITING") && isOther(each)))
            .count();
    return "●".repeat((int) count);
  }

  private static boolean isOther(String phase) {
    return !PHASES.contains(phase);
  }
}
