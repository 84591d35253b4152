package dev.linnet.simulator.sweep;

import dev.linnet.simulator.study.Sample;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** A mean and how far from it the true one may be, by Student's t; infinitely far for one value. */
record Interval(int n, double mean, double halfWidth) {
  private static final MathContext DIGITS = new MathContext(9);

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

  /** Nine digits: what is beyond them may differ between machines. */
  private static String text(double value) {
    BigDecimal rounded = new BigDecimal(value).round(DIGITS);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
