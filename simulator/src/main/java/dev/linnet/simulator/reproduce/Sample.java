package dev.linnet.simulator.reproduce;

import java.util.Arrays;

/**
 * What some runs gave for one figure: how many of them showed it, its mean, and how it varies from
 * run to run.
 */
record Sample(int runs, double mean, double deviation, double max) {
  /** Runs that did not show the figure, NaN, are left out. */
  static Sample of(double[] figures) {
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
  double standardError() {
    return deviation / Math.sqrt(runs);
  }
}
