package dev.linnet.simulator.sweep;

import dev.linnet.simulator.study.Sample;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/**
 * A mean and how far from it the true one may be, by Student's t; infinitely far for one value.
 *
 * @param runs how many there are
 * @param n how many of them show the figure: the mean is theirs alone
 */
record Interval(int runs, int n, double mean, double halfWidth) {
  /** What is beyond nine digits may differ between machines. */
  private static final MathContext DIGITS = new MathContext(9);

  private static final MathContext FIVE = new MathContext(5);
  private static final MathContext TWO = new MathContext(2);

  /** Of what those runs show that do. */
  static Interval of(List<Double> shown, int runs, double confidence) {
    Sample sample = Sample.of(shown.stream().mapToDouble(Double::doubleValue).toArray());
    double halfWidth =
        sample.runs() < 2
            ? Double.POSITIVE_INFINITY
            : sample.quantile(confidence) * sample.standardError();
    return new Interval(runs, sample.runs(), sample.mean(), halfWidth);
  }

  /** Whether every run shows the figure. */
  boolean isOfAll() {
    return n == runs;
  }

  boolean isWithin(double share) {
    return halfWidth <= share * Math.abs(mean);
  }

  /** Mean, low and high as cells; the ends are empty where one value has none. */
  List<String> cells() {
    if (n == 0) {
      return List.of("", "", "");
    }
    return Double.isInfinite(halfWidth)
        ? List.of(text(mean), "", "")
        : List.of(text(mean), text(mean - halfWidth), text(mean + halfWidth));
  }

  /** For people: the mean to five digits, half of the interval's width to two, and of how many. */
  String words() {
    String of = "in " + n + " of " + runs + " runs";
    if (n == 0) {
      return runs == 0 ? "" : of;
    }
    return text(mean, FIVE)
        + (Double.isInfinite(halfWidth) ? "" : " ± " + text(halfWidth, TWO))
        + (isOfAll() ? "" : ", " + of);
  }

  private static String text(double value) {
    return text(value, DIGITS);
  }

  private static String text(double value, MathContext digits) {
    BigDecimal rounded = new BigDecimal(value).round(digits);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
