package dev.linnet.core.health;

import dev.linnet.core.mesh.Names;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One condition that a version must meet.
 *
 * @param metric what is measured, in the words of {@link Metric}
 * @param threshold the limit of the good side
 * @param alpha the probability of a false alarm, over all time
 */
public record Gate(
    String name,
    String metric,
    Comparison comparison,
    double threshold,
    Compare compare,
    double alpha) {
  /** The probability of a false alarm unless a plan says otherwise. */
  public static final double DEFAULT_ALPHA = 0.01;

  private static final Pattern CONDITION =
      Pattern.compile("(<=|<|>=|>)\\s*([0-9]+(?:\\.[0-9]+)?)(%?)");

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

  public Gate {
    Names.require("gate", name);
    Metric known = Metric.parse(metric);
    boolean lowIsGood =
        comparison == Comparison.PASS_AT_MOST || comparison == Comparison.FAIL_ABOVE;
    if (lowIsGood == (known == Metric.GOLDEN_PASS_RATIO)) {
      throw new IllegalArgumentException(
          "gate " + name + ": the good side of " + metric + " is " + (lowIsGood ? "high" : "low"));
    }
    if (!(threshold >= 0) || Double.isInfinite(threshold)) {
      throw new IllegalArgumentException("gate " + name + ": threshold: expected 0 or more");
    }
    if (!(alpha > 0 && alpha <= 0.5)) {
      throw new IllegalArgumentException("gate " + name + ": alpha: expected above 0 up to 0.5");
    }
    if (compare == Compare.BASELINE) {
      throw new IllegalArgumentException(
          "gate " + name + ": compare: expected previous; no metric has a baseline yet");
    }
  }

  /**
   * Reads a condition such as {@code <= 1.20} or {@code > 5%}.
   *
   * @param failing whether the condition states the bad side ({@code fail:}) or the good one
   */
  public static Gate of(
      String name,
      String metric,
      boolean failing,
      String condition,
      Compare compare,
      double alpha) {
    Matcher matcher = CONDITION.matcher(condition.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "condition '" + condition + "': expected <=, <, >= or > and a number, as in \"> 0.05\"");
    }
    boolean upward = matcher.group(1).startsWith(">");
    Comparison comparison =
        failing
            ? upward ? Comparison.FAIL_ABOVE : Comparison.FAIL_BELOW
            : upward ? Comparison.PASS_AT_LEAST : Comparison.PASS_AT_MOST;
    double number = Double.parseDouble(matcher.group(2));
    double threshold = matcher.group(3).isEmpty() ? number : number / 100;
    return new Gate(name, metric, comparison, threshold, compare, alpha);
  }

  /** What a version is judged by if a plan names no gate: few errors, no broken numbers. */
  public static List<Gate> defaults() {
    return List.of(
        of("errors", Metric.ERROR_RATIO.word(), true, "> 0.05", Compare.NONE, DEFAULT_ALPHA),
        of("finite", Metric.NONFINITE_RATIO.word(), true, "> 0.0", Compare.NONE, DEFAULT_ALPHA));
  }
}
