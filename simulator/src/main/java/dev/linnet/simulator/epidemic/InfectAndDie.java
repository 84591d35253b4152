package dev.linnet.simulator.epidemic;

import dev.linnet.simulator.engine.Simulation;
import dev.linnet.simulator.engine.Strategy;

/**
 * Infect-and-die push: who hears the news for the first time tells it once to neighbours drawn with
 * replacement, and never again. With {@code fanout} f of 20 neighbours, a share r of the nodes is
 * reached where r = 1 − exp(−r d) and d = 20 (1 − (19/20)^f) are the distinct ones among the drawn:
 * 97.3 % with f = 4.
 */
public final class InfectAndDie implements Strategy {
  private final RandomOverlay overlay;
  private final int fanout;
  private final long leastDelayTicks;
  private final long mostDelayTicks;
  private final long[] reached;
  private int reachedNodes;

  public InfectAndDie(
      int nodes, RandomOverlay overlay, int fanout, long leastDelayTicks, long mostDelayTicks) {
    this.overlay = overlay;
    this.fanout = fanout;
    this.leastDelayTicks = leastDelayTicks;
    this.mostDelayTicks = mostDelayTicks;
    this.reached = new long[(nodes + Long.SIZE - 1) / Long.SIZE];
  }

  public int reachedNodes() {
    return reachedNodes;
  }

  @Override
  public void start(Simulation simulation) {
    simulation.after(0, 0, 0);
  }

  @Override
  public void onEvent(Simulation simulation, int node, int from, long word) {
    long bit = 1L << node;
    if ((reached[node / Long.SIZE] & bit) != 0) {
      return;
    }
    reached[node / Long.SIZE] |= bit;
    reachedNodes++;
    for (int i = 0; i < fanout; i++) {
      int to = overlay.neighbour(node, simulation.drawBelow(overlay.degree()));
      simulation.send(node, to, simulation.drawBetween(leastDelayTicks, mostDelayTicks), 0);
    }
  }
}
