package dev.linnet.simulator.epidemic;

import dev.linnet.simulator.engine.SplitMix;

/**
 * A random overlay in which each node knows {@code degree} others, drawn with replacement. Nothing
 * is stored: a neighbour is worked out from the seed, the node and the neighbour's index, which is
 * quicker than to fetch one of a million lists into the cache.
 */
public final class RandomOverlay {
  private static final long OVERLAY = 0x6F7665726C6179L;

  private final int nodes;
  private final int degree;
  private final long key;

  public RandomOverlay(int nodes, int degree, long seed) {
    if (nodes < 2) {
      throw new IllegalArgumentException(
          "an overlay of " + nodes + " nodes: at least 2 are needed");
    }
    this.nodes = nodes;
    this.degree = degree;
    this.key = SplitMix.mix(SplitMix.mix(seed + SplitMix.GAMMA) ^ OVERLAY);
  }

  public int degree() {
    return degree;
  }

  /** The neighbour with an index below {@link #degree}; never the node itself. */
  public int neighbour(int node, int index) {
    long bits = SplitMix.mix(key + ((long) node * degree + index) * SplitMix.GAMMA);
    int other = (int) SplitMix.below(bits, nodes - 1);
    // One more from the node itself on; a branch would be predicted wrong half the time.
    return other + 1 + ((other - node) >> (Integer.SIZE - 1));
  }
}
