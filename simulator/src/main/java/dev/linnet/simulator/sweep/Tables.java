package dev.linnet.simulator.sweep;

import dev.linnet.simulator.result.Figures;
import dev.linnet.simulator.sweep.Journal.Done;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** The tables of a study, made of its runs alone. */
final class Tables {
  private Tables() {}

  static void write(Path directory, Study study, List<Done> runs) throws IOException {
    Set<String> values = new LinkedHashSet<>();
    Set<String> figures = new LinkedHashSet<>();
    for (Done run : runs) {
      values.addAll(run.values().keySet());
      figures.addAll(run.figures().keySet());
    }
    Files.writeString(directory.resolve("summary.csv"), summary(runs, values, figures));
    Files.writeString(directory.resolve("points.csv"), points(study, runs, values, figures));
  }

  /** One row a run, with the values as columns, and what was wrong with it last. */
  private static String summary(List<Done> runs, Set<String> values, Set<String> figures) {
    List<String> head = new ArrayList<>(List.of("point", "repetition", "seed"));
    head.addAll(values);
    head.addAll(figures);
    head.add("problem");
    StringBuilder table = new StringBuilder(Figures.line(head)).append('\n');
    for (Done run : runs) {
      List<String> cells = new ArrayList<>();
      cells.add("" + run.point());
      cells.add("" + run.repetition());
      cells.add("" + run.seed());
      values.forEach(name -> cells.add(run.values().getOrDefault(name, "")));
      figures.forEach(name -> cells.add(run.figures().getOrDefault(name, "")));
      cells.add(Objects.requireNonNullElse(run.problem(), ""));
      table.append(Figures.line(cells)).append('\n');
    }
    return table.toString();
  }

  /**
   * One row for each point and figure that is a number: the mean with its interval, and that of the
   * differences to the first point, run by run. Both are of the runs that show the figure, however
   * few they are; runs that do not count are not among them.
   */
  private static String points(
      Study study, List<Done> runs, Set<String> values, Set<String> figures) {
    List<String> head = new ArrayList<>(List.of("point"));
    head.addAll(values);
    head.addAll(Ends.HEAD);
    head.addAll(
        List.of(
            "stopped_early",
            "figure",
            "runs",
            "n",
            "mean",
            "low",
            "high",
            "difference_n",
            "difference",
            "difference_low",
            "difference_high"));
    StringBuilder table = new StringBuilder(Figures.line(head)).append('\n');
    List<String> measured = figures.stream().filter(figure -> !isWord(runs, figure)).toList();
    Map<Integer, List<Done>> byPoint = new TreeMap<>();
    runs.forEach(run -> byPoint.computeIfAbsent(run.point(), any -> new ArrayList<>()).add(run));
    for (List<Done> point : byPoint.values()) {
      for (String figure : measured) {
        List<String> cells = new ArrayList<>(List.of("" + point.get(0).point()));
        values.forEach(name -> cells.add(point.get(0).values().getOrDefault(name, "")));
        cells.addAll(Ends.cells(point));
        cells.add("" + PointTask.isStoppedEarly(study, point));
        Interval interval = interval(point, figure, study.confidence());
        cells.add(figure);
        cells.add("" + interval.runs());
        cells.add("" + interval.n());
        cells.addAll(interval.cells());
        List<Double> differences = differences(point, byPoint.getOrDefault(0, List.of()), figure);
        cells.add("" + differences.size());
        cells.addAll(Interval.of(differences, differences.size(), study.confidence()).cells());
        table.append(Figures.line(cells)).append('\n');
      }
    }
    return table.toString();
  }

  /** Of those runs of a point that count. */
  static Interval interval(List<Done> runs, String figure, double confidence) {
    int counted = (int) runs.stream().filter(Done::counts).count();
    return Interval.of(List.copyOf(numbers(runs, figure).values()), counted, confidence);
  }

  /** Where both the run and that of the other point with the same seed show the figure. */
  private static List<Double> differences(List<Done> runs, List<Done> from, String figure) {
    Map<Integer, Double> first = numbers(from, figure);
    List<Double> differences = new ArrayList<>();
    numbers(runs, figure)
        .forEach(
            (repetition, value) -> {
              Double other = first.get(repetition);
              if (other != null) {
                differences.add(value - other);
              }
            });
    return differences;
  }

  /** Whether it is one such as a state, of which there is no mean. */
  private static boolean isWord(List<Done> runs, String figure) {
    return runs.stream()
        .map(run -> run.figures().getOrDefault(figure, ""))
        .anyMatch(text -> !text.isEmpty() && Figures.number(text).isEmpty());
  }

  /**
   * By repetition; what never came, is no number, or is of a run that does not count is left out.
   */
  static Map<Integer, Double> numbers(List<Done> runs, String figure) {
    Map<Integer, Double> all = new LinkedHashMap<>();
    for (Done run : runs) {
      if (run.counts()) {
        Figures.number(run.figures().getOrDefault(figure, ""))
            .ifPresent(value -> all.put(run.repetition(), value));
      }
    }
    return all;
  }
}
