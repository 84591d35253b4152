package dev.linnet.simulator;

import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** What lies between nodes: delay, loss, doubling, and what is cut. */
final class Links {
  private static final long NEAR_NANOS = 2_000_000L;
  private static final long FAR_NANOS = 80_000_000L;

  private final RandomGenerator random;
  private final Set<String> cutPairs = new TreeSet<>();
  private double loss;
  private double doubling;

  Links(RandomGenerator random) {
    this.random = random;
  }

  void loss(double share) {
    loss = share;
  }

  void doubling(double share) {
    doubling = share;
  }

  /** Cuts what goes from one region to another; the other way stays as it is. */
  void cut(RegionName from, RegionName to) {
    cutPairs.add(from + ">" + to);
  }

  void heal() {
    cutPairs.clear();
    loss = 0;
    doubling = 0;
  }

  boolean connected(RegionName from, RegionName to) {
    return !cutPairs.contains(from + ">" + to);
  }

  /** How many copies of a message arrive: none, one, or two. */
  int copies(Peer from, Peer to) {
    if (!connected(from.region(), to.region()) || random.nextDouble() < loss) {
      return 0;
    }
    return random.nextDouble() < doubling ? 2 : 1;
  }

  /** Delays differ from message to message, so that later ones overtake earlier ones. */
  long delayNanos(Peer from, Peer to) {
    long base = from.region().equals(to.region()) ? NEAR_NANOS : FAR_NANOS;
    return base / 2 + random.nextLong(base);
  }
}
