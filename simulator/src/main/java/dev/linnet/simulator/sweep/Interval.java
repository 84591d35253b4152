package dev.linnet.simulator.sweep;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

/** A mean and how far from it the true one may be, by Student's t; infinitely far for one value. */
record Interval(int n, double mean, double halfWidth) {
  private static final MathContext DIGITS = new MathContext(9);

  static Interval of(List<Double> values, double confidence) {
    int n = values.size();
    double mean = values.stream().mapToDouble(Double::doubleValue).sum() / n;
    if (n < 2) {
      return new Interval(n, mean, Double.POSITIVE_INFINITY);
    }
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double t = TDistribution.of(n - 1).inverseSurvivalProbability((1 - confidence) / 2);
    return new Interval(n, mean, t * Math.sqrt(squares / (n - 1) / n));
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
