package dev.linnet.simulator.workload;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Who waits for a chunk of whom, by the daemon's rules: a node sends so many at once, in the order
 * in which they were asked for, and refuses who would wait behind too many or has waited for long.
 */
final class Uploads {
  /** The daemon's default for {@code transfer.uploads}. */
  private static final int AT_ONCE = 8;

  private static final int MOST_WAITING = 512;
  private static final long PATIENCE_TICKS = 5_000;

  /** Who wants which chunk, since when. */
  record Asked(long sinceTicks, int by, int chunk) {}

  private final List<ArrayDeque<Asked>> waiting = new ArrayList<>();
  private final int[] sending;

  Uploads(int nodes) {
    this.sending = new int[nodes];
    for (int node = 0; node < nodes; node++) {
      waiting.add(new ArrayDeque<>());
    }
  }

  /** Takes a place in the line of a node; false if too many wait. */
  boolean enter(int node, Asked asked) {
    return waiting.get(node).size() < MOST_WAITING && waiting.get(node).add(asked);
  }

  /** Those who have waited for too long leave the line. */
  List<Asked> impatient(int node, long nowTicks) {
    ArrayDeque<Asked> line = waiting.get(node);
    List<Asked> all = new ArrayList<>();
    while (!line.isEmpty() && nowTicks - line.element().sinceTicks() >= PATIENCE_TICKS) {
      all.add(line.remove());
    }
    return all;
  }

  /** Those whose turn it is now; {@link #sent} ends what begins here. */
  List<Asked> begin(int node) {
    ArrayDeque<Asked> line = waiting.get(node);
    List<Asked> all = new ArrayList<>();
    while (!line.isEmpty() && sending[node] < AT_ONCE) {
      sending[node]++;
      all.add(line.remove());
    }
    return all;
  }

  void sent(int node) {
    sending[node]--;
  }

  /** The node is down, and nobody waits for it any more; what it sends is still to end. */
  void forget(int node) {
    waiting.get(node).clear();
  }
}
