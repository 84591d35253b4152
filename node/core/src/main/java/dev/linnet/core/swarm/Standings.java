package dev.linnet.core.swarm;

import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * How each source is doing: how many orders it works on and how many it may, and until when it is
 * left alone after failures. A source without an entry is idle and trusted.
 */
final class Standings {
  /** Entries from which on those that say nothing any more are dropped. */
  private static final int SWEEP_ABOVE = 1_024;

  /** An answer within this allows the source one order more at once. */
  private static final long QUICK_NANOS = 400_000_000L;

  /** One that took longer allows it one less: the orders only wait at its link. */
  private static final long SLOW_NANOS = 800_000_000L;

  private static final long NEVER = Long.MIN_VALUE;

  private static final class Standing {
    int inFlight;
    int allowed = 1;
    int failures;
    long failedAtNanos = Long.MIN_VALUE;
    long retryAtNanos = Long.MIN_VALUE;

    /** Since when it said that it was busy and gave nothing; {@link #NEVER} if it did not. */
    long busySinceNanos = NEVER;
  }

  private final Map<SourceKey, Standing> entries = new HashMap<>();

  /** How many entries have failures: mostly none, and then nobody need be looked at one by one. */
  private int failing;

  /** From then on no source is left alone, unless another fails. */
  private long allUsableAtNanos = Long.MIN_VALUE;

  private final SwarmSettings settings;
  private final RandomGenerator random;

  Standings(SwarmSettings settings, RandomGenerator random) {
    this.settings = settings;
    this.random = random;
  }

  int inFlight(SourceKey source) {
    Standing standing = entries.get(source);
    return standing == null ? 0 : standing.inFlight;
  }

  boolean hasRoom(SourceKey source) {
    Standing standing = entries.get(source);
    return standing == null || standing.inFlight < standing.allowed;
  }

  /** Learns from a chunk how many orders fit the link to its source. */
  void delivered(SourceKey source, long tookNanos, int most) {
    Standing standing = entries.get(source);
    if (standing == null) {
      return;
    }
    if (tookNanos < QUICK_NANOS) {
      standing.allowed = Math.min(most, standing.allowed + 1);
    } else if (tookNanos > SLOW_NANOS) {
      standing.allowed = Math.max(1, standing.allowed - 1);
    }
  }

  /** Whether the source is not left alone at the moment. */
  boolean isUsable(SourceKey source, long nowNanos) {
    if (nowNanos >= allUsableAtNanos) {
      return true;
    }
    Standing standing = entries.get(source);
    return standing == null || nowNanos >= standing.retryAtNanos;
  }

  /** Whether the last that was heard of the source is a failure. */
  boolean isFailing(SourceKey source) {
    if (failing == 0) {
      return false;
    }
    Standing standing = entries.get(source);
    return standing != null && standing.failures > 0;
  }

  /** Whether no source at all is failing, or left alone. */
  boolean noneFails() {
    return failing == 0;
  }

  void ordered(SourceKey source) {
    entries.computeIfAbsent(source, key -> new Standing()).inFlight++;
  }

  void answered(SourceKey source) {
    Standing standing = entries.get(source);
    if (standing != null) {
      standing.inFlight = Math.max(0, standing.inFlight - 1);
    }
  }

  void succeeded(SourceKey source) {
    Standing standing = entries.get(source);
    if (standing != null) {
      failing -= standing.failures > 0 ? 1 : 0;
      standing.failures = 0;
      standing.busySinceNanos = NEVER;
      standing.retryAtNanos = Long.MIN_VALUE;
    }
  }

  /**
   * Leaves the source alone, twice as long as the last time. Orders that were under way together
   * fail together: only one placed after the last failure counts again.
   */
  void failed(SourceKey source, long orderedAtNanos, long nowNanos) {
    Standing standing = entries.computeIfAbsent(source, key -> new Standing());
    if (standing.failures > 0 && orderedAtNanos <= standing.failedAtNanos) {
      return;
    }
    failing += standing.failures == 0 ? 1 : 0;
    standing.failures++;
    standing.allowed = 1;
    standing.failedAtNanos = nowNanos;
    double doubled =
        settings.backoffBaseNanos() * Math.scalb(1.0, Math.min(30, standing.failures - 1));
    leaveAlone(standing, nowNanos, Math.min(doubled, settings.backoffMaxNanos()));
    if (entries.size() > SWEEP_ABOVE) {
      entries.values().removeIf(entry -> entry.inFlight == 0 && nowNanos >= entry.retryAtNanos);
      failing = (int) entries.values().stream().filter(entry -> entry.failures > 0).count();
    }
  }

  /**
   * Leaves the source alone for a moment, and gives it one order at a time again.
   *
   * @return for how long it has been busy and given nothing
   */
  long busy(SourceKey source, long nowNanos) {
    Standing standing = entries.computeIfAbsent(source, key -> new Standing());
    if (standing.busySinceNanos == NEVER) {
      standing.busySinceNanos = nowNanos;
    }
    standing.allowed = 1;
    leaveAlone(standing, nowNanos, settings.backoffBaseNanos());
    return nowNanos - standing.busySinceNanos;
  }

  private void leaveAlone(Standing standing, long nowNanos, double forNanos) {
    double jitter = 0.75 + random.nextDouble() / 4;
    standing.retryAtNanos = nowNanos + (long) (forNanos * jitter);
    allUsableAtNanos = Math.max(allUsableAtNanos, standing.retryAtNanos);
  }

  void forget(SourceKey source) {
    Standing standing = entries.remove(source);
    failing -= standing != null && standing.failures > 0 ? 1 : 0;
  }
}
