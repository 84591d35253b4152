package dev.linnet.simulator.sweep;

import dev.linnet.simulator.result.Figures;
import dev.linnet.simulator.result.Page;
import dev.linnet.simulator.result.PlotFiles;
import dev.linnet.simulator.study.Plot;
import dev.linnet.simulator.sweep.Journal.Done;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The page and the plots of a study: the figures that differ between its points, as a table and
 * over what varies. However large the study, the page has a bounded size; all of it stands in
 * {@code points.csv}.
 */
final class StudyReport {
  static final int MOST_FIGURES = 6;
  static final int MOST_PLOTS = 12;
  static final int MOST_ROWS = 500;

  private final Study study;
  private final Map<Integer, List<Done>> points = new TreeMap<>();
  private final Set<String> factors = new LinkedHashSet<>();
  private final List<String> figures;

  StudyReport(Study study, List<Done> runs) {
    this.study = study;
    for (Done run : runs) {
      points.computeIfAbsent(run.point(), any -> new ArrayList<>()).add(run);
      factors.addAll(run.values().keySet());
    }
    figures = chosen(runs);
  }

  /** What early stopping looks at, then what differs: figures of rollouts before all others. */
  private List<String> chosen(List<Done> runs) {
    Set<String> known = new LinkedHashSet<>();
    runs.forEach(run -> known.addAll(run.figures().keySet()));
    Set<String> chosen = new LinkedHashSet<>();
    if (study.stop() != null && known.contains(study.stop().figure())) {
      chosen.add(study.stop().figure());
    }
    known.stream().filter(name -> name.contains(".") && differs(name)).forEach(chosen::add);
    known.stream().filter(this::differs).forEach(chosen::add);
    return chosen.stream().limit(MOST_FIGURES).toList();
  }

  /** In its mean, or in whether all runs show it. */
  private boolean differs(String figure) {
    return points.values().stream()
            .map(runs -> interval(runs, figure))
            .map(interval -> List.of(interval.mean(), interval.isOfAll()))
            .distinct()
            .count()
        > 1;
  }

  void write(Path directory, boolean complete) throws IOException {
    Page page = new Page(study.name());
    int runs = points.values().stream().mapToInt(List::size).sum();
    page.text(
        "%d of %d points, %d runs; intervals hold the true mean with %s %%."
            .formatted(
                points.size(),
                study.points().size(),
                runs,
                Figures.plain(100 * study.confidence())));
    if (!complete) {
      page.warning("This study is not complete; the command that ran it goes on.");
    }
    new Ends(study)
        .warnings(points.values().stream().flatMap(List::stream).toList())
        .forEach(page::warning);
    table(page);
    plots(page, PlotFiles.emptied(directory));
    page.write(directory.resolve("report.html"));
  }

  private void table(Page page) {
    List<String> head = new ArrayList<>(List.of("point"));
    head.addAll(factors);
    head.add("runs");
    head.addAll(figures);
    List<List<String>> rows = new ArrayList<>();
    points.forEach(
        (index, runs) -> {
          if (rows.size() < MOST_ROWS) {
            List<String> cells = new ArrayList<>(List.of("" + index));
            factors.forEach(factor -> cells.add(runs.get(0).values().getOrDefault(factor, "")));
            cells.add("" + runs.size());
            figures.forEach(figure -> cells.add(interval(runs, figure).words()));
            rows.add(cells);
          }
        });
    page.heading("Points");
    page.table(head, rows);
    if (points.size() > MOST_ROWS) {
      page.text(
          "The first %d of %d points; all stand in points.csv."
              .formatted(MOST_ROWS, points.size()));
    }
  }

  private Interval interval(List<Done> runs, String figure) {
    return Tables.interval(runs, figure, study.confidence());
  }

  private void plots(Page page, Path directory) {
    page.heading("Figures over what varies");
    int drawn = 0;
    for (String figure : figures) {
      for (String factor : factors) {
        if (drawn < MOST_PLOTS) {
          drawn++;
          FactorPlot plot = new FactorPlot(factor, figure);
          points.values().forEach(runs -> plot.add(runs.get(0), interval(runs, figure)));
          Plot drawing = plot.plot();
          drawing.write(directory.resolve(Figures.fileName(figure + "-over-" + factor) + ".svg"));
          page.figure(drawing, plot.caption());
        }
      }
    }
    if (figures.size() * factors.size() > drawn) {
      page.text(
          "The first %d of %d plots; all figures stand in points.csv."
              .formatted(drawn, figures.size() * factors.size()));
    }
  }
}
