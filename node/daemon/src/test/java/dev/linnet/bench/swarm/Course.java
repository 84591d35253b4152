package dev.linnet.bench.swarm;

/**
 * What a race is run on: hosts with links of one speed in both directions, in regions with slower
 * links between them, and the size of the model.
 *
 * @param wideMbit of each region's link to the others; the same as {@code mbit} where there is one
 *     region
 */
record Course(String part, int regions, int perRegion, int mbit, int wideMbit, int mebibytes) {
  private static final double BITS_PER_BYTE = 8;

  static Course ofFew() {
    return new Course("few", 1, 5, 20, 20, 8);
  }

  static Course ofMany() {
    return new Course("many", 1, 17, 20, 20, 64);
  }

  /** Links that leave this machine's processors time to spare. */
  static Course ofSlower() {
    return new Course("slower", 1, 17, 8, 8, 64);
  }

  static Course ofRegions() {
    return new Course("regions", 4, 8, 50, 5, 16);
  }

  int hosts() {
    return regions * perRegion;
  }

  String what() {
    return regions == 1
        ? "%d nodes, %d MiB, %d Mbit/s".formatted(hosts() - 1, mebibytes, mbit)
        : "%d regions of %d nodes, %d MiB, %d Mbit/s, between regions %d"
            .formatted(regions, perRegion, mebibytes, mbit, wideMbit);
  }

  /**
   * The fluid bound for one seed: nobody gets a file sooner than one link carries it, nor all of
   * them sooner than all links together carry it to each: max(F/u_s, F/d, N F/(u_s + sum u_i)).
   * Over the wide area the same holds of the regions.
   */
  double boundSeconds(double bytes) {
    double nodes = bound(bytes, mbit, hosts() - 1);
    return regions == 1 ? nodes : Math.max(nodes, bound(bytes, wideMbit, regions - 1));
  }

  private static double bound(double bytes, int mbit, int others) {
    double linkSeconds = bytes * BITS_PER_BYTE / (mbit * 1e6);
    return Math.max(linkSeconds, linkSeconds * others / (others + 1));
  }
}
