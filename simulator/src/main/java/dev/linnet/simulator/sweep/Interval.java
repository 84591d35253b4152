package dev.linnet.simulator.sweep;

import dev.linnet.simulator.study.Sample;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** A mean and how far from it the true one may be, by Student's t; infinitely far for one value. */
record Interval(int n, double mean, double halfWidth) {
  /** What is beyond nine digits may differ between machines. */
  private static final MathContext DIGITS = new MathContext(9);

  private static final MathContext SHORT = new MathContext(4);

  static Interval of(List<Double> values, double confidence) {
    Sample sample = Sample.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    double halfWidth =
        sample.runs() < 2
            ? Double.POSITIVE_INFINITY
            : sample.quantile(confidence) * sample.standardError();
    return new Interval(sample.runs(), sample.mean(), halfWidth);
  }

  boolean isWithin(double share) {
    return halfWidth <= share * Math.abs(mean);
  }

  /** Mean, low and high as cells; the ends are empty where one value has none. */
  List<String> cells() {
    return Double.isInfinite(halfWidth)
        ? List.of(text(mean), "", "")
        : List.of(text(mean), text(mean - halfWidth), text(mean + halfWidth));
  }

  /** For people: mean and half of the interval's width, to four digits. */
  String words() {
    if (n == 0) {
      return "";
    }
    String middle = text(mean, SHORT);
    return Double.isInfinite(halfWidth) ? middle : middle + " ± " + text(halfWidth, SHORT);
  }

  private static String text(double value) {
    return text(value, DIGITS);
  }

  private static String text(double value, MathContext digits) {
    BigDecimal rounded = new BigDecimal(value).round(digits);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
