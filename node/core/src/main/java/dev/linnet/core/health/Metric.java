package dev.linnet.core.health;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

/** What gates can measure. */
public enum Metric {
  /** Share of golden tests passed in the trial; a version that serves has passed them all. */
  GOLDEN_PASS_RATIO("golden.pass_ratio", Kind.TRIAL),
  /** Share of inferences that the model or the runtime failed. */
  ERROR_RATIO("inference.error_ratio", Kind.SHARE),
  /** Share of inferences answered with a NaN or an infinity. */
  NONFINITE_RATIO("inference.nonfinite_ratio", Kind.SHARE),
  /** 95th percentile of the time in the model, as a ratio to the version before. */
  LATENCY_P95("inference.latency.p95", Kind.RATIO),
  /** What the process takes while the version answers, as a ratio to the version before. */
  MEMORY_RATIO("inference.memory_ratio", Kind.RATIO),
  /** The same in bytes. */
  MEMORY_BYTES("inference.memory_bytes", Kind.BYTES),
  /** Share of compared requests on which the version and the one before it disagree. */
  DISAGREEMENT("prediction.disagreement", Kind.SHARE),
  /** Share of answers whose true outcome was told later that named it. */
  ACCURACY("prediction.accuracy", Kind.SHARE),
  /** Share of runs of the node owner's own probes that failed. */
  PROBE_FAILURE_RATIO("probe.failure_ratio", Kind.SHARE),
  /** Population stability index of what is asked, against the manifest's baseline. */
  INPUT_PSI("input.drift.psi", Kind.DRIFT),
  /** Largest distance between the distribution of what is asked and the manifest's baseline. */
  INPUT_KS("input.drift.ks", Kind.DRIFT),
  /** Population stability index of what is answered, against the manifest's baseline. */
  PREDICTION_PSI("prediction.drift.psi", Kind.DRIFT),
  /** Largest distance between the distribution of the answers and the manifest's baseline. */
  PREDICTION_KS("prediction.drift.ks", Kind.DRIFT);

  /** What a threshold of it is. */
  enum Kind {
    TRIAL,
    /** A share of counted things, below 1. */
    SHARE,
    /** A ratio to the version before, in most windows. */
    RATIO,
    /** An amount of memory, in most windows. */
    BYTES,
    /** A distance between two distributions. */
    DRIFT
  }

  private final String word;
  private final Kind kind;

  Metric(String word, Kind kind) {
    this.word = word;
    this.kind = kind;
  }

  /** The word that plans use. */
  public String word() {
    return word;
  }

  Kind kind() {
    return kind;
  }

  /** Whether more of it is better. */
  boolean isHighGood() {
    return this == GOLDEN_PASS_RATIO || this == ACCURACY;
  }

  boolean ofInputs() {
    return this == INPUT_PSI || this == INPUT_KS;
  }

  /** Whether it is measured against the distributions of a manifest's baseline. */
  public boolean needsBaseline() {
    return kind == Kind.DRIFT;
  }

  /** Whether it is measured against what the version before answers. */
  public boolean needsVersionBefore() {
    return this == DISAGREEMENT || kind == Kind.RATIO;
  }

  /** Whether the version before must answer the same requests meanwhile. */
  public boolean needsComparison() {
    return this == DISAGREEMENT || this == LATENCY_P95;
  }

  /**
   * How far beyond its threshold, on the bad side, a version may be before calling it healthy is an
   * error, if a plan does not say. To tell 5 % from 5.1 % takes a million requests; to tell clean
   * from 10 % takes 35.
   */
  double margin(double threshold) {
    return switch (kind) {
      case TRIAL -> 0;
      case SHARE -> {
        double limit = failing(threshold);
        yield limit >= 0.5 ? (1 - limit) / 2 : Math.max(2 * limit, 0.1) - limit;
      }
      case RATIO -> 0.1;
      case BYTES -> threshold / 10;
      case DRIFT -> threshold;
    };
  }

  /** The share that may fail, of a threshold for the share that does or does not. */
  double failing(double threshold) {
    return isHighGood()
        ? BigDecimal.ONE.subtract(BigDecimal.valueOf(threshold)).doubleValue()
        : threshold;
  }

  /** The words of all metrics. */
  public static List<String> words() {
    return Arrays.stream(values()).map(Metric::word).toList();
  }

  /** Reads {@link #word}. */
  public static Metric parse(String word) {
    for (Metric metric : values()) {
      if (metric.word.equals(word)) {
        return metric;
      }
    }
    throw new IllegalArgumentException(
        "metric '" + word + "': expected one of " + String.join(", ", words()));
  }
}
