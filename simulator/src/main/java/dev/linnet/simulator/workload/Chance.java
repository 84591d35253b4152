package dev.linnet.simulator.workload;

import dev.linnet.simulator.engine.Simulation;

/**
 * A probability as a whole number of 2^-32, so that what comes by it is the same on any machine.
 */
public record Chance(long per2To32) {
  private static final double ONE = 1L << 32;

  /** The nearest there is to a probability from 0 to 1. */
  public static Chance of(double probability) {
    return new Chance(Math.round(probability * ONE));
  }

  /** The probability itself, for arithmetic about it. */
  public double probability() {
    return per2To32 / ONE;
  }

  /** Whether it comes this time. Draws nothing where there is no doubt. */
  public boolean comes(Simulation simulation) {
    return per2To32 != 0 && (simulation.draw() >>> 32) < per2To32;
  }
}
