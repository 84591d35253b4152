package dev.linnet.simulator.workload;

import dev.linnet.simulator.engine.Simulation;

/** How a node that spreads news loses interest in them. A node begins with the state 0. */
public interface Interest {
  /** The state of a node that spreads no more. */
  int LOST = -1;

  /**
   * A cycle is over in which the node gave the news to others.
   *
   * @param given how often it gave them; at least once
   * @param needed how many of the others did not have them yet
   * @return its new state, or {@link #LOST}
   */
  int afterCycle(Simulation simulation, int state, int given, int needed);
}
