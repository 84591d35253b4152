package dev.linnet.core.health;

import java.util.List;

/**
 * How one feature of a model's inputs or outputs was distributed when the version was made: bins
 * with fixed edges, and the share of each. Bin i holds what is above edge i - 1 and at most edge i.
 *
 * @param tensor whose feature it is: of scores over classes the most likely class, of any other
 *     tensor the mean, each for one row
 * @param edges between the bins, ascending
 * @param shares one more than edges, each above 0, together 1
 */
public record Baseline(Side side, String tensor, List<Double> edges, List<Double> shares) {
  /** The most bins: a sketch is sent with each vote. */
  public static final int MAX_BINS = 16;

  /** The most baselines of a version. */
  public static final int MAX_BASELINES = 8;

  private static final double ROUNDING = 1e-6;

  /** Whether it is asked or answered. */
  public enum Side {
    INPUT,
    OUTPUT
  }

  public Baseline {
    edges = List.copyOf(edges);
    shares = List.copyOf(shares);
    if (shares.size() < 2 || shares.size() > MAX_BINS || edges.size() != shares.size() - 1) {
      throw new IllegalArgumentException(
          "baseline of " + tensor + ": expected 2 to " + MAX_BINS + " bins with edges between");
    }
    for (int i = 0; i < edges.size(); i++) {
      boolean ascending = i == 0 || edges.get(i - 1) < edges.get(i);
      if (!ascending || !Double.isFinite(edges.get(i))) {
        throw new IllegalArgumentException("baseline of " + tensor + ": edges: expected ascending");
      }
    }
    double sum = shares.stream().mapToDouble(Double::doubleValue).sum();
    if (shares.stream().anyMatch(share -> !(share > 0)) || Math.abs(sum - 1) > ROUNDING) {
      throw new IllegalArgumentException(
          "baseline of " + tensor + ": shares: expected each above 0, and a sum of 1");
    }
  }

  /** Those of what is answered, in their order. */
  public static List<Baseline> ofOutputs(List<Baseline> all) {
    return all.stream().filter(baseline -> baseline.side() == Side.OUTPUT).toList();
  }

  /**
   * The best guess of the population stability index of what was seen, as the gates take it: how
   * far it lies from this, 0 and up.
   */
  public double stabilityIndex(Sketch seen) {
    return Distance.guessPsi(this, seen);
  }

  /** The bin that a value falls into; one that is no number falls into the last. */
  public int bin(double value) {
    int bin = 0;
    while (bin < edges.size() && !(value <= edges.get(bin))) {
      bin++;
    }
    return bin;
  }
}
