package dev.linnet.simulator.workload;

import dev.linnet.core.swarm.Swarm;
import dev.linnet.simulator.engine.Simulation;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * When a node asks whom what it holds: the core's {@code Stock}, for nodes that are numbers. Where
 * all other regions are asked each time, pauses grow.
 */
final class Questions {
  private static final int SHORTEST_PAUSE_TICKS = 400;
  private static final int LONGEST_PAUSE_ABROAD_TICKS = 1_600;
  private static final int ASKED_AT_HOME = 16;
  private static final int ASKED_ABROAD = 8;

  private final Regions regions;
  private final long[] nextTicks;
  private final long[] nextAbroadTicks;
  private final long[] pauseAbroadTicks;

  Questions(Regions regions, int nodes) {
    this.regions = regions;
    this.nextTicks = new long[nodes];
    this.nextAbroadTicks = new long[nodes];
    this.pauseAbroadTicks = new long[nodes];
    Arrays.fill(pauseAbroadTicks, SHORTEST_PAUSE_TICKS);
  }

  /** Names those who are to be asked now by a node that misses chunks. */
  void ask(Simulation simulation, int node, Swarm swarm, IntConsumer asked) {
    long nowTicks = simulation.nowTicks();
    if (nowTicks < nextTicks[node]) {
      return;
    }
    nextTicks[node] = nowTicks + SHORTEST_PAUSE_TICKS;
    int own = regions.of(node);
    for (int i = 0; i < ASKED_AT_HOME; i++) {
      int other = regions.node(own, simulation.drawBelow(regions.size()));
      if (other != node) {
        asked.accept(other);
      }
    }
    boolean isSought = !swarm.knowsHolder();
    if (isSought) {
      endPause(node);
    }
    if (!swarm.isAllInRegion() && nowTicks >= nextAbroadTicks[node]) {
      nextAbroadTicks[node] = nowTicks + pauseAbroadTicks[node];
      askAbroad(simulation, node, isSought, asked);
    }
  }

  private void askAbroad(Simulation simulation, int node, boolean isSought, IntConsumer asked) {
    int others = regions.count() - 1;
    boolean areAllAsked = others <= ASKED_ABROAD;
    if (areAllAsked) {
      pauseAbroadTicks[node] = Math.min(LONGEST_PAUSE_ABROAD_TICKS, 2 * pauseAbroadTicks[node]);
    }
    boolean areTwoAsked = isSought && 2 * others <= ASKED_ABROAD;
    for (int i = 0; i < Math.min(others, ASKED_ABROAD); i++) {
      int step = 1 + (areAllAsked ? i : simulation.drawBelow(others));
      int region = (regions.of(node) + step) % regions.count();
      asked.accept(regions.door(simulation, region));
      if (areTwoAsked) {
        asked.accept(regions.door(simulation, region));
      }
    }
  }

  private void endPause(int node) {
    nextAbroadTicks[node] = 0;
    pauseAbroadTicks[node] = SHORTEST_PAUSE_TICKS;
  }

  /** A node starts anew. */
  void forget(int node) {
    nextTicks[node] = 0;
    endPause(node);
  }
}
