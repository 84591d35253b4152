package dev.linnet.core;

/**
 * Until when an order to serve may be carried out. Between a decision and what follows from it a
 * process may be stopped and a machine may sleep, and the decision is old when they go on; the
 * shell looks here just before it swaps. Both clocks are asked, since the monotonic one may stand
 * still while a machine sleeps.
 */
public record Lease(long untilNanos, long untilWallMillis) {
  /** For what may serve at any time: it was opened before, or is proven. */
  public static final Lease UNBOUNDED = new Lease(Long.MAX_VALUE, Long.MAX_VALUE);

  /** By how much the clocks may go on differently before that counts as a jump. */
  private static final long DRIFT_MILLIS = 5_000;

  /** For so long from now. */
  static Lease lasting(long nanos, long nowNanos, long wallMillis) {
    return nanos == Long.MAX_VALUE
        ? UNBOUNDED
        : new Lease(nowNanos + nanos, wallMillis + nanos / 1_000_000L + DRIFT_MILLIS);
  }

  /** This lease, or until then by the wall clock. */
  Lease until(long endWallMillis) {
    return new Lease(untilNanos, Math.min(untilWallMillis, endWallMillis));
  }

  public boolean holds(long nowNanos, long wallMillis) {
    return (untilNanos == Long.MAX_VALUE || nowNanos - untilNanos <= 0)
        && wallMillis <= untilWallMillis;
  }
}
