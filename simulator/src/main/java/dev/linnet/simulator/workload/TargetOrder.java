package dev.linnet.simulator.workload;

import dev.linnet.simulator.engine.Simulation;

/** Whom a member pings next. */
interface TargetOrder {
  int next(Simulation simulation, int node);

  /** Any other, each time. */
  record Random(int nodes) implements TargetOrder {
    @Override
    public int next(Simulation simulation, int node) {
      int other = simulation.drawBelow(nodes - 1);
      return other + (other >= node ? 1 : 0);
    }
  }

  /**
   * All others in turn, in an order that each member draws anew for each round; the first round
   * begins somewhere in the middle, as if all had run for long.
   */
  final class RoundRobin implements TargetOrder {
    private final int[][] order;
    private final int[] at;

    RoundRobin(int nodes) {
      this.order = new int[nodes][];
      this.at = new int[nodes];
    }

    @Override
    public int next(Simulation simulation, int node) {
      int others = order.length - 1;
      if (order[node] == null) {
        order[node] = new int[others];
        for (int i = 0; i < others; i++) {
          order[node][i] = i + (i >= node ? 1 : 0);
        }
        shuffle(simulation, order[node]);
        at[node] = simulation.drawBelow(others);
      } else if (at[node] == others) {
        shuffle(simulation, order[node]);
        at[node] = 0;
      }
      return order[node][at[node]++];
    }

    private static void shuffle(Simulation simulation, int[] all) {
      for (int i = all.length - 1; i > 0; i--) {
        int k = simulation.drawBelow(i + 1);
        int moved = all[i];
        all[i] = all[k];
        all[k] = moved;
      }
    }
  }
}
