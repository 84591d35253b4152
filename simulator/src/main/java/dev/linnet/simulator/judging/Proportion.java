package dev.linnet.simulator.judging;

import java.util.Locale;

/** How often something happened in so many runs, and how likely that makes it. */
record Proportion(long hits, long runs) {
  private static final double Z = 1.959964; // 95 % of a normal distribution lies within

  /** Ends of the interval of Wilson ("Probable inference", JASA 1927), at 95 %. */
  double low() {
    return Math.max(0, middle() - reach());
  }

  double high() {
    return Math.min(1, middle() + reach());
  }

  private double middle() {
    return (hits + Z * Z / 2) / (runs + Z * Z);
  }

  private double reach() {
    double share = (double) hits / runs;
    return Z * Math.sqrt(runs * share * (1 - share) + Z * Z / 4) / (runs + Z * Z);
  }

  /** In percent, with the interval. */
  String text() {
    return String.format(
        Locale.ROOT, "%.2f %% (%.2f–%.2f)", 100.0 * hits / runs, 100 * low(), 100 * high());
  }
}
