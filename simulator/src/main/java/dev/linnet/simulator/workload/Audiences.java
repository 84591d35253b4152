package dev.linnet.simulator.workload;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntConsumer;

/**
 * Who lately asked whom in a region what it holds, and is told of more as it comes: the core's
 * {@code Audience}, for nodes that are numbers. In a large region it is told less often.
 */
final class Audiences {
  private static final long LISTEN_TICKS = 12_000;
  private static final long LEAST_PERIOD_TICKS = 200;
  private static final long PERIOD_PER_LISTENER_TICKS = 25;
  private static final int CHUNKS_PER_TICK = 20;

  private final Regions regions;

  /** By node, and by the rank of who asked. */
  private final long[][] listensUntil;

  private final int[] toldCount;
  private final long[] nextTicks;

  Audiences(Regions regions, int nodes) {
    this.regions = regions;
    this.listensUntil = new long[nodes][];
    this.toldCount = new int[nodes];
    this.nextTicks = new long[nodes];
  }

  /** One of the region asked, and was told what the node holds. */
  void add(int node, int listener, int heldCount, long nowTicks) {
    long[] until = listensUntil[node];
    if (until == null) {
      until = new long[regions.size()];
      listensUntil[node] = until;
      toldCount[node] = heldCount;
    }
    until[regions.rank(listener)] = nowTicks + LISTEN_TICKS;
  }

  /** Names those who are to be told now what the node holds. */
  void tell(int node, BitSet held, long nowTicks, IntConsumer told) {
    long[] until = listensUntil[node];
    if (until == null || nowTicks < nextTicks[node] || held.cardinality() <= toldCount[node]) {
      return;
    }
    long count = Arrays.stream(until).filter(each -> each > nowTicks).count();
    toldCount[node] = held.cardinality();
    nextTicks[node] =
        nowTicks
            + Math.max(LEAST_PERIOD_TICKS, count * PERIOD_PER_LISTENER_TICKS)
            + held.length() / CHUNKS_PER_TICK;
    for (int rank = 0; rank < until.length; rank++) {
      if (until[rank] > nowTicks) {
        told.accept(regions.node(regions.of(node), rank));
      }
    }
  }

  void forget(int node) {
    listensUntil[node] = null;
  }
}
