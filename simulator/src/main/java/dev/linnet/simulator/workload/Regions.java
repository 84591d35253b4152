package dev.linnet.simulator.workload;

import dev.linnet.simulator.engine.Simulation;

/** Nodes in regions of one size, counted through, and what a message between two of them needs. */
final class Regions {
  /** As many of a region as others know by name, and so may enter by; the core's council. */
  private static final int COUNCIL = 64;

  private final int count;
  private final int size;
  private final long nearTicks;
  private final long farTicks;

  /**
   * @throws IllegalArgumentException in words for a person, if the nodes are not a multiple of the
   *     regions
   */
  Regions(int nodes, int count, long nearTicks, long farTicks) {
    if (nodes % count != 0) {
      throw new IllegalArgumentException(
          "regions is " + count + ": expected a number that divides the " + nodes + " nodes");
    }
    this.count = count;
    this.size = nodes / count;
    this.nearTicks = nearTicks;
    this.farTicks = farTicks;
  }

  int count() {
    return count;
  }

  int size() {
    return size;
  }

  /** How many of a region, the first, are its council. */
  int councilSize() {
    return Math.min(COUNCIL, size);
  }

  int of(int node) {
    return node / size;
  }

  /** From 0 on, the council first. */
  int rank(int node) {
    return node % size;
  }

  int node(int region, int rank) {
    return region * size + rank;
  }

  /** Somebody whom the rest of the world may talk to. */
  int door(Simulation simulation, int region) {
    return node(region, simulation.drawBelow(councilSize()));
  }

  /** Delays differ from message to message: half the usual one, and up to as much again. */
  long delayTicks(Simulation simulation, int from, int to) {
    long usual = of(from) == of(to) ? nearTicks : farTicks;
    return usual / 2 + simulation.drawBetween(0, usual - 1);
  }
}
