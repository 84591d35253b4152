package dev.linnet.simulator.result;

import dev.linnet.simulator.scenario.MeshScenario;
import dev.linnet.simulator.study.Plot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The page and the plots of some runs of one scenario. */
final class RunReport {
  private static final List<String> OF_ROLLOUTS =
      List.of("state", "seconds", "reached_nodes", "rollback_seconds", "failed_requests");

  private RunReport() {}

  static void write(Path directory, MeshScenario scenario, List<RunResult> runs)
      throws IOException {
    Path drawn = PlotFiles.emptied(directory);
    RunResult first = runs.get(0);
    Plots plots = new Plots(runs);
    Plot convergence = plots.convergence();
    Plot traffic = plots.traffic();
    Plot timeline = plots.timeline();
    convergence.write(drawn.resolve("convergence.svg"));
    traffic.write(drawn.resolve("traffic.svg"));
    timeline.write(drawn.resolve("timeline.svg"));
    boolean several = runs.size() > 1;
    String ofFirst = several ? "Of the run with seed " + first.seed() + ". " : "";
    Page page = new Page(scenario.name());
    page.text(
        "%d nodes in %d regions, %s."
            .formatted(scenario.nodeCount(), scenario.regionNames().size(), seeds(runs)));
    for (RunResult run : runs) {
      run.ended()
          .violation()
          .ifPresent(broken -> page.warning("Seed " + run.seed() + ": " + broken));
    }
    rollouts(page, runs);
    page.figure(
        convergence,
        several
            ? "The run in the middle at each moment; four of five runs lie in the band."
            : "At each moment.");
    page.figure(
        timeline,
        ofFirst
            + "A bar begins when the first node of the wave there served the version, and ends"
            + " when all did that ever would and a quorum had spoken, if it did. "
            + Plots.rowsCaption(first.timeline()));
    page.figure(
        traffic,
        "Messages and chunks that came into a region" + (several ? ", mean of all runs." : "."));
    Playback playback = new Playback(scenario, first);
    page.heading("The mesh");
    page.text(ofFirst + playback.caption());
    page.part(playback.markup(), Page.resource("playback.js"));
    page.fold("All figures");
    all(page, runs);
    page.endFold();
    page.write(directory.resolve("report.html"));
  }

  /** Which runs those are. */
  static String seeds(List<RunResult> runs) {
    long first = runs.get(0).seed();
    return runs.size() > 1
        ? "%d runs, seeds %d to %d".formatted(runs.size(), first, runs.get(runs.size() - 1).seed())
        : "seed " + first;
  }

  private static void rollouts(Page page, List<RunResult> runs) {
    List<List<String>> rows = new ArrayList<>();
    for (String figure : runs.get(0).figures().keySet()) {
      if (figure.endsWith(".state")) {
        String rollout = figure.substring(0, figure.length() - ".state".length());
        List<String> cells = new ArrayList<>(List.of(rollout));
        OF_ROLLOUTS.forEach(of -> cells.add(FigureWords.of(runs, rollout + "." + of)));
        rows.add(cells);
      }
    }
    if (!rows.isEmpty()) {
      page.table(
          List.of(
              "rollout",
              "state",
              "seconds until over",
              "nodes reached",
              "seconds to go back",
              "failed requests"),
          rows);
    }
  }

  /** Every figure, as a table. */
  static void all(Page page, List<RunResult> runs) {
    List<List<String>> rows = new ArrayList<>();
    for (String figure : runs.get(0).figures().keySet()) {
      rows.add(List.of(figure, FigureWords.of(runs, figure)));
    }
    page.table(List.of("figure", "value"), rows);
  }
}
