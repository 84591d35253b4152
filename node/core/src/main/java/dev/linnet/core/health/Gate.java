package dev.linnet.core.health;

/**
 * One condition that a version must meet.
 *
 * @param metric what is measured, such as {@code inference.error_ratio}
 * @param alpha the probability of a false alarm, over all time
 */
public record Gate(
    String name,
    String metric,
    Comparison comparison,
    double threshold,
    Compare compare,
    double alpha) {
  /**
   * How the measured value stands to the threshold; PASS states the good side, FAIL the bad one.
   */
  public enum Comparison {
    PASS_AT_MOST,
    PASS_AT_LEAST,
    FAIL_ABOVE,
    FAIL_BELOW
  }

  /** What the measured value is a ratio to. */
  public enum Compare {
    NONE,
    PREVIOUS,
    BASELINE
  }
}
