package dev.linnet.simulator.sweep;

import dev.linnet.simulator.study.Plot;
import dev.linnet.simulator.sweep.Journal.Done;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A figure over one of the values that vary, with intervals. Points that agree in all other values
 * make a line; if no two do, as in a sample, points stand for themselves.
 */
final class FactorPlot {
  static final int MOST_LINES = 8;
  private static final Pattern QUANTITY = Pattern.compile("(-?[0-9]+(?:\\.[0-9]+)?) ?([^0-9.]*)");

  private final String factor;
  private final String figure;
  private final List<Point> points = new ArrayList<>();
  private boolean isOfAllRuns = true;

  private record Point(String value, String others, Interval interval) {}

  FactorPlot(String factor, String figure) {
    this.factor = factor;
    this.figure = figure;
  }

  /** A point of the study; left out if no run of it showed the figure. */
  void add(Done run, Interval interval) {
    isOfAllRuns &= interval.isOfAll();
    if (interval.n() > 0) {
      String others =
          run.values().entrySet().stream()
              .filter(value -> !value.getKey().equals(factor))
              .map(value -> value.getKey() + " " + value.getValue())
              .collect(Collectors.joining(", "));
      points.add(new Point(run.values().getOrDefault(factor, ""), others, interval));
    }
  }

  Plot plot() {
    String unit = unit();
    Plot plot =
        new Plot(
            figure + " over " + factor, unit.isBlank() ? factor : factor + " in " + unit, figure);
    Map<String, List<Point>> lines = lines();
    boolean joined = lines.values().stream().anyMatch(line -> line.size() > 1);
    if (!joined) {
      draw(plot, "points", points, false);
    } else {
      lines.entrySet().stream()
          .limit(MOST_LINES)
          .forEach(
              line ->
                  draw(
                      plot,
                      line.getKey().isEmpty() ? figure : line.getKey(),
                      line.getValue(),
                      true));
    }
    return plot;
  }

  private Map<String, List<Point>> lines() {
    Map<String, List<Point>> lines = new LinkedHashMap<>();
    points.forEach(
        point -> lines.computeIfAbsent(point.others, any -> new ArrayList<>()).add(point));
    return lines;
  }

  private void draw(Plot plot, String name, List<Point> line, boolean joined) {
    List<Point> sorted =
        line.stream().sorted(Comparator.comparingDouble(point -> x(point.value))).toList();
    plot.measured(
        name,
        sorted.stream().map(point -> x(point.value)).toList(),
        sorted.stream().map(point -> point.interval.mean()).toList(),
        sorted.stream().map(point -> finite(point.interval.halfWidth())).toList(),
        joined);
  }

  private static double finite(double halfWidth) {
    return Double.isInfinite(halfWidth) ? 0 : halfWidth;
  }

  /** The unit of all values; a space if they are not all quantities of one unit. */
  private String unit() {
    List<String> units = new ArrayList<>();
    for (Point point : points) {
      Matcher quantity = QUANTITY.matcher(point.value);
      units.add(quantity.matches() ? quantity.group(2) : " ");
    }
    return units.stream().distinct().count() == 1 ? units.get(0) : " ";
  }

  private boolean isNumeric() {
    return !unit().equals(" ");
  }

  /** Words stand at 1, 2 and so on; the caption says which. */
  private double x(String value) {
    if (!isNumeric()) {
      return words().indexOf(value) + 1;
    }
    Matcher quantity = QUANTITY.matcher(value);
    return quantity.matches() ? Double.parseDouble(quantity.group(1)) : 0;
  }

  private List<String> words() {
    return points.stream().map(Point::value).distinct().toList();
  }

  String caption() {
    StringBuilder caption = new StringBuilder("Means with their intervals.");
    if (!isNumeric()) {
      List<String> words = words();
      for (int i = 0; i < words.size(); i++) {
        caption.append(i == 0 ? " " : ", ").append(i + 1).append(" is ").append(words.get(i));
      }
      caption.append(words.isEmpty() ? "" : ".");
    }
    if (!isOfAllRuns) {
      caption.append(" Not every run shows this: a mean is that of the runs that do.");
    }
    int lines = lines().size();
    if (lines > MOST_LINES && lines < points.size()) {
      caption
          .append(" The first ")
          .append(MOST_LINES)
          .append(" of ")
          .append(lines)
          .append(" lines.");
    }
    return caption.toString();
  }
}
