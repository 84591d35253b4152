package dev.linnet.simulator.workload;

import dev.linnet.simulator.engine.Simulation;

/** Whom a member asks to ping another for it. */
final class Helpers {
  private Helpers() {}

  /** So many members, none twice, neither the one who asks nor the one to be pinged. */
  static int[] drawn(Simulation simulation, int count, int asking, int pinged) {
    int[] drawn = new int[count];
    for (int i = 0; i < count; ) {
      int helper = simulation.drawBelow(simulation.nodes());
      boolean fits = helper != asking && helper != pinged;
      for (int k = 0; k < i; k++) {
        fits &= drawn[k] != helper;
      }
      if (fits) {
        drawn[i++] = helper;
      }
    }
    return drawn;
  }
}
