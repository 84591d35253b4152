package dev.linnet.soak;

import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How a figure goes with time: ordinary least squares on the medians of whole minutes, each run of
 * a process with a level of its own, and the 95 % confidence interval by Student. Minutes, since
 * samples that follow each other closely say the same thing twice.
 *
 * @param perHour estimate
 * @param lowPerHour lower end of the interval
 * @param highPerHour upper end of the interval
 * @param minutes how many medians it rests on
 */
record Slope(double perHour, double lowPerHour, double highPerHour, int minutes) {
  /** What a process does after its start is no leak. */
  private static final int WARM_UP_MINUTES = 2;

  /** One sample of one run of a process. */
  record Sample(long run, double seconds, double value) {}

  /** The slope, if there is enough to tell. */
  static Slope of(List<Sample> samples) {
    SortedMap<Long, SortedMap<Integer, List<Double>>> runs = new TreeMap<>();
    SortedMap<Long, Double> began = new TreeMap<>();
    samples.forEach(each -> began.merge(each.run(), each.seconds(), Math::min));
    for (Sample each : samples) {
      int minute = (int) ((each.seconds() - began.getOrDefault(each.run(), 0.0)) / 60);
      if (minute >= WARM_UP_MINUTES) {
        runs.computeIfAbsent(each.run(), any -> new TreeMap<>())
            .merge(minute, List.of(each.value()), Slope::both);
      }
    }
    double xx = 0;
    double xy = 0;
    double yy = 0;
    int n = 0;
    int levels = 0;
    for (SortedMap<Integer, List<Double>> run : runs.values()) {
      double[] x = run.keySet().stream().mapToDouble(minute -> minute / 60.0).toArray();
      double[] y = run.values().stream().mapToDouble(Slope::median).toArray();
      double meanX = IntStream.range(0, x.length).mapToDouble(i -> x[i]).average().orElse(0);
      double meanY = IntStream.range(0, y.length).mapToDouble(i -> y[i]).average().orElse(0);
      for (int i = 0; i < x.length; i++) {
        xx += (x[i] - meanX) * (x[i] - meanX);
        xy += (x[i] - meanX) * (y[i] - meanY);
        yy += (y[i] - meanY) * (y[i] - meanY);
      }
      n += x.length;
      levels++;
    }
    int freedom = n - levels - 1;
    if (freedom < 3 || xx == 0) {
      return new Slope(Double.NaN, Double.NaN, Double.NaN, n);
    }
    double slope = xy / xx;
    double error = Math.sqrt(Math.max(0, yy - slope * xy) / freedom / xx);
    double half = TDistribution.of(freedom).inverseCumulativeProbability(0.975) * error;
    return new Slope(slope, slope - half, slope + half, n);
  }

  private static List<Double> both(List<Double> one, List<Double> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  /** As a person reads it. */
  String words(String unit) {
    return minutes < 3 || Double.isNaN(perHour)
        ? "too short a run to tell"
        : String.format(
            Locale.ROOT,
            "%+.1f %s an hour (95 %%: %+.1f to %+.1f, %d minutes)",
            perHour,
            unit,
            lowPerHour,
            highPerHour,
            minutes);
  }
}
