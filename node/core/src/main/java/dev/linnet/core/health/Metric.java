package dev.linnet.core.health;

import java.util.Arrays;
import java.util.List;

/** What gates can measure. */
public enum Metric {
  /** Share of golden tests passed in the trial; a version that serves has passed them all. */
  GOLDEN_PASS_RATIO("golden.pass_ratio"),
  /** Share of inferences that the model or the runtime failed. */
  ERROR_RATIO("inference.error_ratio"),
  /** Share of inferences answered with a NaN or an infinity. */
  NONFINITE_RATIO("inference.nonfinite_ratio"),
  /** 95th percentile of the time in the model, as a ratio to the version before. */
  LATENCY_P95("inference.latency.p95"),
  /** Share of compared requests on which the version and the one before it disagree. */
  DISAGREEMENT("prediction.disagreement");

  private final String word;

  Metric(String word) {
    this.word = word;
  }

  /** The word that plans use. */
  public String word() {
    return word;
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
