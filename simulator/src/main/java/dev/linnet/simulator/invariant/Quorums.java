package dev.linnet.simulator.invariant;

import dev.linnet.core.rollout.Wave;

/** Rule 2, stated without the core. */
final class Quorums {
  private Quorums() {}

  /** HEALTHY votes that promote, of a jury of whom some are eligible. */
  static int promote(Wave wave, int jurors, int eligible) {
    return Math.max(byShare(wave, eligible), Math.min(wave.minJurors(), jurors));
  }

  /** UNHEALTHY votes that roll back. */
  static int rollback(Wave wave, int eligible) {
    return Math.max(1, eligible - byShare(wave, eligible) + 1);
  }

  private static int byShare(Wave wave, int eligible) {
    double exact = (double) wave.promote().numerator() * eligible / wave.promote().denominator();
    return Math.max(1, (int) Math.ceil(exact - 1e-9));
  }
}
