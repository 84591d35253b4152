package dev.linnet.simulator.rehearse;

import java.util.Locale;
import org.apache.commons.statistics.distribution.BetaDistribution;

/** How often something came in so many runs, and how likely that makes it. */
record Chance(int hits, int runs) {
  private static final double TAIL = 0.025;

  /**
   * Lower end of the exact interval of Clopper and Pearson ("The use of confidence or fiducial
   * limits illustrated in the case of the binomial", Biometrika 1934), at 95 %.
   */
  double low() {
    return hits == 0
        ? 0
        : BetaDistribution.of(hits, runs - hits + 1).inverseCumulativeProbability(TAIL);
  }

  /** Upper end of the same. */
  double high() {
    return hits == runs
        ? 1
        : BetaDistribution.of(hits + 1, runs - hits).inverseSurvivalProbability(TAIL);
  }

  /** Such as {@code 0 of 20 (0.0–16.8 %)}. */
  String text() {
    return String.format(
        Locale.ROOT, "%d of %d (%.1f–%.1f %%)", hits, runs, 100 * low(), 100 * high());
  }
}
