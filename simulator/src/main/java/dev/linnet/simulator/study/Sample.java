package dev.linnet.simulator.study;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * What some runs gave for one figure: how many of them showed it, its mean, and how it varies from
 * run to run.
 */
public record Sample(int runs, double mean, double deviation, double max) {
  /** Runs that did not show the figure, NaN, are left out. */
  public static Sample of(double[] figures) {
    double[] shown = Arrays.stream(figures).filter(figure -> !Double.isNaN(figure)).toArray();
    double mean = Arrays.stream(shown).average().orElse(Double.NaN);
    double squares = Arrays.stream(shown).map(figure -> (figure - mean) * (figure - mean)).sum();
    return new Sample(
        shown.length,
        mean,
        shown.length < 2 ? 0 : Math.sqrt(squares / (shown.length - 1)),
        Arrays.stream(shown).max().orElse(Double.NaN));
  }

  /** How far the mean of so many runs is likely to be from the true one. */
  public double standardError() {
    return deviation / Math.sqrt(runs);
  }

  /**
   * How many standard errors the true mean lies from this one at the most, with such a confidence:
   * Student's quantile, which is infinite for fewer than two runs.
   *
   * @param confidence such as 0.95
   */
  public double quantile(double confidence) {
    return runs < 2
        ? Double.POSITIVE_INFINITY
        : TDistribution.of(runs - 1).inverseSurvivalProbability((1 - confidence) / 2);
  }
}
