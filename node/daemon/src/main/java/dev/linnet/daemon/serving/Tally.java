package dev.linnet.daemon.serving;

import dev.linnet.core.health.Observation;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What is seen of one version between two observations. */
final class Tally {
  private static final long LOWEST_NANOS = 1_000;
  private static final long HIGHEST_NANOS = 60_000_000_000L;
  private static final int DIGITS = 2; // 1 % of a percentile is nothing beside its own noise

  private final Histogram latency = new Histogram(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);
  private final Histogram previousLatency = new Histogram(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);
  private long sinceNanos;
  private long requests;
  private long failures;
  private long nonFinite;
  private long compared;
  private long disagreed;

  Tally(long nowNanos) {
    this.sinceNanos = nowNanos;
  }

  synchronized void answered(long tookNanos, boolean finite) {
    requests++;
    nonFinite += finite ? 0 : 1;
    latency.recordValue(Math.min(tookNanos, HIGHEST_NANOS));
  }

  synchronized void failed(long tookNanos) {
    requests++;
    failures++;
    latency.recordValue(Math.min(tookNanos, HIGHEST_NANOS));
  }

  synchronized void compared(long previousTookNanos, boolean disagrees) {
    compared++;
    disagreed += disagrees ? 1 : 0;
    previousLatency.recordValue(Math.min(previousTookNanos, HIGHEST_NANOS));
  }

  /** Starts anew: what was seen while another version served says nothing of this span. */
  synchronized void restart(long nowNanos) {
    sinceNanos = nowNanos;
    requests = failures = nonFinite = compared = disagreed = 0;
    latency.reset();
    previousLatency.reset();
  }

  /** What was seen since the last one; null if nothing was. */
  synchronized @Nullable Observation drain(long nowNanos) {
    if (requests == 0 && compared == 0) {
      return null;
    }
    Observation observation =
        new Observation(
            nowNanos - sinceNanos,
            requests,
            failures,
            nonFinite,
            compared,
            disagreed,
            p95(latency),
            p95(previousLatency));
    restart(nowNanos);
    return observation;
  }

  private static long p95(Histogram histogram) {
    return histogram.getTotalCount() == 0 ? 0 : histogram.getValueAtPercentile(95);
  }
}
