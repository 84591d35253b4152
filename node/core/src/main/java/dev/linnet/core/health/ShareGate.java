package dev.linnet.core.health;

import java.util.Locale;

/**
 * A gate over the share of counted things that fail. Two {@linkplain SequentialTest tests} run side
 * by side, as in Wald's sequential test of two hypotheses: one rejects that at most the threshold
 * fails, the other that the threshold and the margin or more do. In between either may be said.
 */
final class ShareGate implements GateState {
  /** Beyond the limit in more than half of all windows is beyond it, whatever a single one says. */
  private static final double BAD_WINDOWS = 0.5;

  /** What a process's memory varies by, whatever it serves: less has no ratio. */
  private static final long LEAST_MEMORY_BYTES = 64L << 20;

  private final Gate gate;
  private final Metric metric;
  private final boolean applies;
  private final double limit;
  private final SequentialTest good;
  private final SequentialTest bad;
  private long trials;
  private long failures;
  private long badFailures;

  ShareGate(Gate gate, boolean previousExists) {
    this.gate = gate;
    this.metric = Metric.parse(gate.metric());
    this.applies =
        metric != Metric.GOLDEN_PASS_RATIO && (previousExists || !metric.needsVersionBefore());
    this.limit = ofWindows() ? BAD_WINDOWS : metric.failing(gate.threshold());
    this.good = SequentialTest.atMost(limit, gate.alpha());
    this.bad =
        SequentialTest.atLeast(ofWindows() ? BAD_WINDOWS : limit + gate.margin(), gate.beta());
  }

  private boolean ofWindows() {
    return metric.kind() == Metric.Kind.RATIO || metric.kind() == Metric.Kind.BYTES;
  }

  @Override
  public String name() {
    return gate.name();
  }

  @Override
  public void observe(Observation seen) {
    switch (metric) {
      case ERROR_RATIO -> count(seen.requests(), seen.failures());
      case NONFINITE_RATIO -> count(seen.requests(), seen.nonFinite());
      case DISAGREEMENT -> count(seen.compared(), seen.disagreed());
      case ACCURACY -> count(seen.labelled(), seen.wrong());
      case PROBE_FAILURE_RATIO -> count(seen.probes(), seen.probesFailed());
      case LATENCY_P95 -> {
        if (seen.compared() > 0 && seen.previousP95Nanos() > 0) {
          window((double) seen.latencyP95Nanos() / seen.previousP95Nanos());
        }
      }
      case MEMORY_RATIO -> {
        if (seen.memoryBytes() > 0 && seen.previousMemoryBytes() > 0) {
          window(
              (double) Math.max(seen.memoryBytes(), LEAST_MEMORY_BYTES)
                  / Math.max(seen.previousMemoryBytes(), LEAST_MEMORY_BYTES));
        }
      }
      case MEMORY_BYTES -> {
        if (seen.memoryBytes() > 0) {
          window(seen.memoryBytes());
        }
      }
      default -> {}
    }
  }

  private void window(double measured) {
    count(
        1,
        measured > gate.threshold() ? 1 : 0,
        measured > gate.threshold() + gate.margin() ? 1 : 0);
  }

  private void count(long moreTrials, long moreFailures) {
    count(moreTrials, moreFailures, moreFailures);
  }

  private void count(long moreTrials, long moreFailures, long moreBadFailures) {
    trials += moreTrials;
    failures += moreFailures;
    badFailures += moreBadFailures;
    good.observe(moreTrials, moreFailures);
    bad.observe(moreTrials, moreBadFailures);
  }

  @Override
  public boolean rejected() {
    return good.rejected();
  }

  @Override
  public boolean passed() {
    return !applies || limit >= 1 || (bad.rejectsNow() && badFailures <= limit * trials);
  }

  @Override
  public double value() {
    return trials == 0 ? 0 : metric.failing((double) failures / trials);
  }

  @Override
  public long trials() {
    return trials;
  }

  @Override
  public String figures() {
    return ofWindows()
        ? String.format(Locale.ROOT, "%.1f %% of %d windows %s", 100 * value(), trials, badWindow())
        : String.format(
            Locale.ROOT,
            "%s %.1f %% of %d, limit %.1f %%",
            metric.word(),
            100 * value(),
            trials,
            100 * gate.threshold());
  }

  private String badWindow() {
    return switch (metric) {
      case MEMORY_BYTES ->
          String.format(Locale.ROOT, "took more than %.0f MiB", gate.threshold() / (1 << 20));
      case MEMORY_RATIO ->
          String.format(
              Locale.ROOT,
              "took more than %.2f times the memory of the version before",
              gate.threshold());
      default ->
          String.format(Locale.ROOT, "slower than %.2f times the version before", gate.threshold());
    };
  }

  @Override
  public int sizeBytes() {
    return good.sizeBytes() + bad.sizeBytes() + 3 * Long.BYTES;
  }
}
