package dev.linnet.simulator.rehearse;

import java.util.Arrays;
import java.util.function.DoubleFunction;

/**
 * What some runs gave for one figure: how many showed it, the median of those, and the ends.
 *
 * @param runs of how many in all
 */
record Range(int shown, int runs, double median, double least, double most) {
  /** Runs that did not show the figure, NaN, are counted only. */
  static Range of(double[] figures) {
    double[] shown =
        Arrays.stream(figures).filter(figure -> !Double.isNaN(figure)).sorted().toArray();
    int n = shown.length;
    return n == 0
        ? new Range(0, figures.length, Double.NaN, Double.NaN, Double.NaN)
        : new Range(
            n, figures.length, (shown[(n - 1) / 2] + shown[n / 2]) / 2, shown[0], shown[n - 1]);
  }

  /** Such as {@code 3.2 s (2.9–4.1)}, and in how many runs, if not in all. */
  String text(DoubleFunction<String> figure, String unit) {
    if (shown == 0) {
      return "never";
    }
    String median = figure.apply(this.median) + unit;
    String ends = least == most ? "" : " (" + figure.apply(least) + "–" + figure.apply(most) + ")";
    return median + ends + (shown < runs ? ", in " + shown + " of " + runs : "");
  }
}
