package dev.linnet.daemon.serving;

import dev.linnet.core.health.Baseline;
import dev.linnet.core.health.Observation;
import dev.linnet.core.health.Sketch;
import java.util.ArrayList;
import java.util.List;
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
  private long probes;
  private long probesFailed;
  private long labelled;
  private long wrong;

  /** How often each bin of each baseline was hit, by this version and by the one before. */
  private final BinCounts current;

  private final BinCounts previous;

  Tally(long nowNanos, List<Baseline> baselines) {
    this.sinceNanos = nowNanos;
    this.current = new BinCounts(baselines);
    this.previous = new BinCounts(baselines);
  }

  /** Counts an answer and its {@linkplain Features features}. */
  synchronized void answered(long tookNanos, boolean finite, int[][] features) {
    current.add(features);
    requests++;
    nonFinite += finite ? 0 : 1;
    latency.recordValue(Math.min(tookNanos, HIGHEST_NANOS));
  }

  synchronized void failed(long tookNanos) {
    requests++;
    failures++;
    latency.recordValue(Math.min(tookNanos, HIGHEST_NANOS));
  }

  /** Counts what the version before answered to the same request, and its features. */
  synchronized void compared(long previousTookNanos, boolean disagrees, int[][] features) {
    previous.add(features);
    compared++;
    disagreed += disagrees ? 1 : 0;
    previousLatency.recordValue(Math.min(previousTookNanos, HIGHEST_NANOS));
  }

  /** Counts a run of the owner's probe. */
  synchronized void probed(boolean passed) {
    probes++;
    probesFailed += passed ? 0 : 1;
  }

  /** Counts rows whose true outcome was told. */
  synchronized void labelled(int rows, int right) {
    labelled += rows;
    wrong += rows - right;
  }

  /** Starts anew: what was seen while another version served says nothing of this span. */
  synchronized void restart(long nowNanos) {
    sinceNanos = nowNanos;
    requests = failures = nonFinite = compared = disagreed = probes = probesFailed = 0;
    labelled = wrong = 0;
    latency.reset();
    previousLatency.reset();
    current.clear();
    previous.clear();
  }

  /** What was seen since the last one; null if nothing was. Memory counts if it answered. */
  synchronized @Nullable Observation drain(long nowNanos, long memoryBytes, long previousBytes) {
    if (requests == 0 && compared == 0 && probes == 0 && labelled == 0) {
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
            p95(previousLatency),
            probes,
            probesFailed,
            labelled,
            wrong,
            requests == 0 ? 0 : memoryBytes,
            previousBytes,
            drift());
    restart(nowNanos);
    return observation;
  }

  private List<Observation.Drift> drift() {
    List<Sketch> now = current.sketches();
    List<Sketch> before = previous.sketches();
    List<Observation.Drift> drift = new ArrayList<>();
    for (int i = 0; i < now.size(); i++) {
      drift.add(new Observation.Drift(now.get(i), before.get(i)));
    }
    return drift;
  }

  private static long p95(Histogram histogram) {
    return histogram.getTotalCount() == 0 ? 0 : histogram.getValueAtPercentile(95);
  }
}
