package dev.linnet.simulator.result;

import dev.linnet.simulator.scenario.WorkloadScenario;
import dev.linnet.simulator.study.Plot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The page and the plots of some runs of one workload. */
final class WorkloadReport {
  private static final int MOST_PLOTS = 12;
  private static final int MOST_STEPS = 300;

  /** How much had to happen is no property of the protocol. */
  private static final Set<String> OF_THE_RUN = Set.of("end", "nodes", "events");

  private WorkloadReport() {}

  static void write(Path directory, WorkloadScenario scenario, List<RunResult> runs)
      throws IOException {
    Path plots = PlotFiles.emptied(directory);
    Page page = new Page(scenario.name());
    page.text(scenario.words() + "; " + RunReport.seeds(runs) + ".");
    RunReport.all(page, runs);
    for (Plot plot : distributions(runs)) {
      plot.write(plots.resolve(Figures.fileName(plot.title()) + ".svg"));
      page.figure(plot, "The share of runs in which it was so much or less.");
    }
    page.write(directory.resolve("report.html"));
  }

  /** Of each figure that is not the same in all runs that show it. */
  private static List<Plot> distributions(List<RunResult> runs) {
    List<Plot> plots = new ArrayList<>();
    for (String figure : runs.get(0).figures().keySet()) {
      List<Double> values =
          runs.stream()
              .flatMap(run -> Figures.number(run.figures().getOrDefault(figure, "")).stream())
              .sorted()
              .toList();
      boolean differs = values.stream().distinct().count() > 1;
      if (differs && !OF_THE_RUN.contains(figure) && plots.size() < MOST_PLOTS) {
        plots.add(distribution(figure, values));
      }
    }
    return plots;
  }

  private static Plot distribution(String figure, List<Double> sorted) {
    List<Integer> ranks = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      ranks.add(i);
    }
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    double before = 0;
    for (int rank : Band.thinned(ranks, MOST_STEPS)) {
      double share = (rank + 1.0) / sorted.size();
      x.add(sorted.get(rank));
      y.add(before);
      x.add(sorted.get(rank));
      y.add(share);
      before = share;
    }
    return new Plot(figure, figure, "share of runs").fromZero().plain(figure, x, y);
  }
}
