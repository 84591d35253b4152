package dev.linnet.core.health;

import java.util.List;

/**
 * How far a distribution lies from a baseline: between which limits, at all times at once, with
 * probability 1 - error; and the best guess. Two measures: the population stability index, the sum
 * of (q - p) ln(q / p) over bins (Siddiqi, "Credit Risk Scorecards", 2006), and the largest
 * difference between the distribution functions at the bins' edges (Kolmogorov and Smirnov).
 */
record Distance(double low, double guess, double high) {
  /** What nothing was seen of. */
  static final Distance UNKNOWN = new Distance(0, 0, Double.POSITIVE_INFINITY);

  /**
   * Of several, the one in the middle, and of two in the middle the wider limits. If each alone is
   * wrong with some probability, then half of them are with at most twice that; and fewer than half
   * who make it up do not move it beyond what the others say.
   */
  static Distance middle(List<Distance> all) {
    if (all.isEmpty()) {
      return UNKNOWN;
    }
    int lower = (all.size() - 1) / 2;
    int upper = all.size() / 2;
    return new Distance(
        all.stream().mapToDouble(Distance::low).sorted().toArray()[lower],
        all.stream().mapToDouble(Distance::guess).sorted().toArray()[lower],
        all.stream().mapToDouble(Distance::high).sorted().toArray()[upper]);
  }

  /** Each bin has its bounds at its part of the error, and the worst shares within them count. */
  static Distance psi(Baseline baseline, Sketch sketch, double error) {
    long total = sketch.total();
    if (total == 0) {
      return UNKNOWN;
    }
    int bins = baseline.shares().size();
    double low = 0;
    double high = 0;
    for (int i = 0; i < bins; i++) {
      double share = baseline.shares().get(i);
      long count = sketch.counts().get(i);
      ShareBounds bounds = new ShareBounds(count, total, error / bins);
      low += term(Math.min(Math.max(share, bounds.low()), bounds.high()), share);
      high += Math.max(term(bounds.low(), share), term(bounds.high(), share));
    }
    return new Distance(low, guessPsi(baseline, sketch), high);
  }

  /** An empty bin would be infinitely far away: half a count more in each bin. */
  static double guessPsi(Baseline baseline, Sketch sketch) {
    int bins = baseline.shares().size();
    double total = sketch.total() + 0.5 * bins;
    double guess = 0;
    for (int i = 0; i < bins; i++) {
      guess += term((sketch.counts().get(i) + 0.5) / total, baseline.shares().get(i));
    }
    return guess;
  }

  private static double term(double seen, double share) {
    return seen == 0 ? Double.POSITIVE_INFINITY : (seen - share) * Math.log(seen / share);
  }

  /**
   * The distance is too small only if it is so at each edge, each time by its part of the error; it
   * is too large if it is so at the one edge where it is largest, by the whole error.
   */
  static Distance ks(Baseline baseline, Sketch sketch, double error) {
    long total = sketch.total();
    if (total == 0) {
      return UNKNOWN;
    }
    int edges = baseline.edges().size();
    double low = 0;
    double guess = 0;
    double high = 0;
    double below = 0;
    long counted = 0;
    for (int i = 0; i < edges; i++) {
      below += baseline.shares().get(i);
      counted += sketch.counts().get(i);
      ShareBounds strict = new ShareBounds(counted, total, error / edges);
      ShareBounds loose = new ShareBounds(counted, total, error);
      low = Math.max(low, Math.max(strict.low() - below, below - strict.high()));
      guess = Math.max(guess, Math.abs((double) counted / total - below));
      high = Math.max(high, Math.max(loose.high() - below, below - loose.low()));
    }
    return new Distance(low, guess, high);
  }
}
