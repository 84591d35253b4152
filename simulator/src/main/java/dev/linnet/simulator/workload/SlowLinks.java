package dev.linnet.simulator.workload;

/**
 * The links that a chunk passes one after the other: the sender's, its region's to the others, that
 * region's and the receiver's. Each carries one chunk at a time, in the order in which they come.
 */
final class SlowLinks {
  /** The links in the order in which they are passed. */
  enum Link {
    NODE_OUT,
    REGION_OUT,
    REGION_IN,
    NODE_IN
  }

  private final long[][] takenUntil;
  private final int nodeTicks;
  private final int regionTicks;

  /**
   * @param nodeTicks that a chunk takes on a node's link
   * @param regionTicks that it takes on a region's
   */
  SlowLinks(int nodes, int regions, int nodeTicks, int regionTicks) {
    this.nodeTicks = nodeTicks;
    this.regionTicks = regionTicks;
    this.takenUntil =
        new long[][] {new long[nodes], new long[regions], new long[regions], new long[nodes]};
  }

  /** A chunk comes to a link, of that node or region; returns for how long it is not through. */
  long pass(Link link, int of, long nowTicks) {
    long[] until = takenUntil[link.ordinal()];
    boolean isNode = link == Link.NODE_OUT || link == Link.NODE_IN;
    until[of] = Math.max(until[of], nowTicks) + (isNode ? nodeTicks : regionTicks);
    return until[of] - nowTicks;
  }

  /**
   * The least time in which all can have what one of them has: max(F/u, F/w), with links of nodes
   * of u and of regions of w; N F / (u + sum u) of the fluid bound is less, as all are alike.
   */
  long boundTicks(int chunks) {
    return (long) chunks
        * (takenUntil[1].length > 1 ? Math.max(nodeTicks, regionTicks) : nodeTicks);
  }
}
