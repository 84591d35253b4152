package dev.linnet.daemon.serving;

/** When two numbers count as the same. */
public final class Tolerance {
  private Tolerance() {}

  /**
   * {@code |actual - expected| <= absolute + relative * |expected|}, as ONNX's own test runner has
   * it. NaN equals NaN, an infinity itself.
   */
  public static boolean within(double actual, double expected, double relative, double absolute) {
    if (Double.isNaN(actual) || Double.isNaN(expected)) {
      return Double.isNaN(actual) && Double.isNaN(expected);
    }
    return actual == expected
        || Math.abs(actual - expected) <= absolute + relative * Math.abs(expected)
            && !Double.isInfinite(expected);
  }
}
