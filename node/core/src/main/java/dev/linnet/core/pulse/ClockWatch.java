package dev.linnet.core.pulse;

import org.jspecify.annotations.Nullable;

/**
 * Notices that time did not go on as it seems. While a machine sleeps its monotonic clock may stand
 * still, and while a process is stopped old messages wait in its buffers; in both cases what was
 * heard is older than it looks.
 */
public final class ClockWatch {
  private static final long MOST_MILLIS = 5_000;

  private @Nullable Long lastNanos;
  private @Nullable Long tickNanos;
  private @Nullable Long tickMillis;

  /** Takes note of an event; true if none came for longer than a running process is silent. */
  public boolean stoodStill(long nowNanos) {
    boolean still = lastNanos != null && (nowNanos - lastNanos) / 1_000_000L > MOST_MILLIS;
    lastNanos = nowNanos;
    return still;
  }

  /** Takes note of both clocks; true if one went on by much more than the other. */
  public boolean jumped(long nowNanos, long wallMillis) {
    boolean jumped =
        tickNanos != null
            && tickMillis != null
            && Math.abs((wallMillis - tickMillis) - (nowNanos - tickNanos) / 1_000_000L)
                > MOST_MILLIS;
    tickNanos = nowNanos;
    tickMillis = wallMillis;
    return jumped;
  }
}
