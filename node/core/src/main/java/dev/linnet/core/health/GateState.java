package dev.linnet.core.health;

import java.util.Locale;
import java.util.Optional;

/** What one gate has seen so far: counts, and the test that may reject it. */
final class GateState {
  /** How many comparisons a ratio to the version before needs before it can be called good. */
  private static final long MIN_COMPARED = 20;

  private final Gate gate;
  private final Metric metric;
  private final SequentialTest test;
  private final boolean previousExists;
  private long trials;
  private long failures;

  GateState(Gate gate, boolean previousExists) {
    this.gate = gate;
    this.metric = Metric.parse(gate.metric());
    this.previousExists = previousExists;
    this.test =
        new SequentialTest(
            metric == Metric.LATENCY_P95 ? SLOW_WINDOWS : gate.threshold(), gate.alpha());
  }

  /**
   * Slower than the limit in more than half of all windows is slower, whatever a single one says.
   */
  private static final double SLOW_WINDOWS = 0.5;

  Gate gate() {
    return gate;
  }

  void observe(Observation seen) {
    switch (metric) {
      case GOLDEN_PASS_RATIO -> {}
      case ERROR_RATIO -> count(seen.requests(), seen.failures());
      case NONFINITE_RATIO -> count(seen.requests(), seen.nonFinite());
      case DISAGREEMENT -> count(seen.compared(), seen.disagreed());
      case LATENCY_P95 -> {
        if (seen.compared() > 0 && seen.previousP95Nanos() > 0) {
          double ratio = (double) seen.latencyP95Nanos() / seen.previousP95Nanos();
          count(1, ratio > gate.threshold() ? 1 : 0);
        }
      }
    }
  }

  private void count(long moreTrials, long moreFailures) {
    trials += moreTrials;
    failures += moreFailures;
    test.observe(moreTrials, moreFailures);
  }

  boolean rejected() {
    return test.rejected();
  }

  /** The measured share; 0 before anything was seen. */
  double value() {
    return trials == 0 ? 0 : (double) failures / trials;
  }

  long trials() {
    return trials;
  }

  /**
   * What is missing before the gate can be called passed; empty if nothing is.
   *
   * @param traffic whether the version answered any request; only then can windows be expected
   */
  Optional<String> missing(boolean traffic) {
    boolean ofPrevious = metric == Metric.DISAGREEMENT;
    if (ofPrevious && previousExists && trials < MIN_COMPARED) {
      return Optional.of(
          "gate " + gate.name() + " has " + trials + " of " + MIN_COMPARED + " comparisons");
    }
    if (metric == Metric.LATENCY_P95 && previousExists && traffic && trials == 0) {
      return Optional.of("gate " + gate.name() + " has no window with the version before yet");
    }
    double limit = metric == Metric.LATENCY_P95 ? SLOW_WINDOWS : gate.threshold();
    return metric != Metric.GOLDEN_PASS_RATIO && value() > limit
        ? Optional.of("gate " + gate.name() + " is over its limit: " + figures())
        : Optional.empty();
  }

  /** The figures, for a person. */
  String figures() {
    String what =
        metric == Metric.LATENCY_P95
            ? "windows slower than %.2f times the version before".formatted(gate.threshold())
            : metric.word();
    return String.format(Locale.ROOT, "%s %.1f %% of %d", what, 100 * value(), trials) + limit();
  }

  private String limit() {
    return metric == Metric.LATENCY_P95
        ? ""
        : String.format(Locale.ROOT, ", limit %.1f %%", 100 * gate.threshold());
  }
}
