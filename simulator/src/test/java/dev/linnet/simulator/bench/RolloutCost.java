package dev.linnet.simulator.bench;

import dev.linnet.simulator.engine.Simulation;
import dev.linnet.simulator.workload.Settings;
import dev.linnet.simulator.workload.StagedRollout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One whole rollout on the engine, in a process of its own: {@code RolloutCost NODES REGIONS}
 * prints a row of the table.
 */
final class RolloutCost {
  static final List<String> HEAD =
      List.of(
          "| nodes | regions | simulated s | messages/node | M events | processor s | M events/s"
              + " | resident MiB | of it bytes/node |",
          "|---|---|---|---|---|---|---|---|---|");

  private RolloutCost() {}

  public static void main(String[] args) throws IOException {
    int nodes = Integer.parseInt(args[0]);
    double start = EnginePush.processorSeconds();
    long beforeKibibytes = residentKibibytes();
    StagedRollout rollout = new StagedRollout(nodes, 1, Settings.of("regions", args[1]));
    Simulation simulation = new Simulation(nodes, 1, rollout);
    simulation.run();
    double seconds = EnginePush.processorSeconds() - start;
    long kibibytes = residentKibibytes();
    Map<String, Double> figures = rollout.figures();
    if (figures.getOrDefault("ever served", 0.0) < 1) {
      throw new IllegalStateException("the rollout did not come to all: " + figures);
    }
    double messages =
        figures.entrySet().stream()
            .filter(figure -> figure.getKey().endsWith("messages"))
            .mapToDouble(Map.Entry::getValue)
            .sum();
    System.out.println(
        String.format(
            Locale.ROOT,
            "| %d | %s | %.1f | %.0f | %.1f | %.1f | %.2f | %d | %d |",
            nodes,
            args[1],
            figures.getOrDefault("seconds", Double.NaN),
            messages,
            simulation.events() / 1e6,
            seconds,
            simulation.events() / 1e6 / seconds,
            kibibytes / 1024,
            (kibibytes - beforeKibibytes) * 1024 / nodes));
  }

  /** The most that this process had so far. */
  private static long residentKibibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
