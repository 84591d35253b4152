package dev.linnet.daemon.serving;

import dev.linnet.core.rollout.Share;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Picks a share of what comes, exactly and without chance: everything whose running share passes a
 * whole number.
 */
final class Portion {
  private final double share;
  private final AtomicLong seen = new AtomicLong();

  Portion(double share) {
    this.share = share;
  }

  static Portion of(Share share) {
    return new Portion((double) share.numerator() / share.denominator());
  }

  /** Whether the next one is picked. */
  boolean takes() {
    long n = seen.incrementAndGet();
    return Math.floor(n * share) > Math.floor((n - 1) * share);
  }
}
