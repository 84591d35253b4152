package dev.linnet.daemon.transport;

/**
 * How often something may come: so many times in a row, and then once in a while. The virtual
 * scheduling of the generic cell rate algorithm, ITU-T I.371. Times are those of {@link
 * System#nanoTime}. Not thread-safe.
 */
final class CellRate {
  private final int atOnce;
  private final long everyNanos;

  /** When so many may come in a row again. */
  private long restedAtNanos;

  CellRate(int atOnce, long everyNanos, long nowNanos) {
    this.atOnce = atOnce;
    this.everyNanos = everyNanos;
    this.restedAtNanos = nowNanos;
  }

  /** Takes note of one that came, be it too soon or not. */
  void count(long nowNanos) {
    restedAtNanos = Math.max(restedAtNanos, nowNanos) + everyNanos;
  }

  /** How long until so many may come in a row; not positive if they may now. */
  long waitNanos(int inARow, long nowNanos) {
    return restedAtNanos - nowNanos - (atOnce - inARow) * everyNanos;
  }

  /** Whether nothing that came counts any more. */
  boolean isRested(long nowNanos) {
    return waitNanos(atOnce, nowNanos) <= 0;
  }
}
