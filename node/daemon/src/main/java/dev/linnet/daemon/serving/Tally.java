package dev.linnet.daemon.serving;

import dev.linnet.core.health.Baseline;
import dev.linnet.core.health.Observation;
import dev.linnet.core.health.Sketch;
import java.util.ArrayList;
import java.util.Arrays;
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
  private final long[][] current;

  private final long[][] previous;

  Tally(long nowNanos, List<Baseline> baselines) {
    this.sinceNanos = nowNanos;
    this.current = bins(baselines);
    this.previous = bins(baselines);
  }

  private static long[][] bins(List<Baseline> baselines) {
    return baselines.stream().map(it -> new long[it.shares().size()]).toArray(long[][]::new);
  }

  /** Counts an answer and its {@linkplain Features features}. */
  synchronized void answered(long tookNanos, boolean finite, int[][] features) {
    add(current, features);
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
    add(previous, features);
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

  private static void add(long[][] sums, int[][] features) {
    for (int i = 0; i < features.length; i++) {
      for (int bin = 0; bin < features[i].length; bin++) {
        sums[i][bin] += features[i][bin];
      }
    }
  }

  /** Starts anew: what was seen while another version served says nothing of this span. */
  synchronized void restart(long nowNanos) {
    sinceNanos = nowNanos;
    requests = failures = nonFinite = compared = disagreed = probes = probesFailed = 0;
    labelled = wrong = 0;
    latency.reset();
    previousLatency.reset();
    for (int i = 0; i < current.length; i++) {
      Arrays.fill(current[i], 0);
      Arrays.fill(previous[i], 0);
    }
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
    List<Observation.Drift> drift = new ArrayList<>();
    for (int i = 0; i < current.length; i++) {
      drift.add(new Observation.Drift(sketch(current[i]), sketch(previous[i])));
    }
    return drift;
  }

  private static Sketch sketch(long[] counts) {
    return new Sketch(Arrays.stream(counts).boxed().toList());
  }

  private static long p95(Histogram histogram) {
    return histogram.getTotalCount() == 0 ? 0 : histogram.getValueAtPercentile(95);
  }
}
