package dev.linnet.core.health;

import dev.linnet.core.mesh.Names;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One condition that a version must meet, and how sure a juror must be either way.
 *
 * @param metric what is measured, in the words of {@link Metric}
 * @param threshold the limit of the good side
 * @param alpha the probability, over all time, that a version on the good side is called unhealthy
 * @param beta the probability, over all time, that one beyond the threshold by more than the margin
 *     passes the gate
 * @param margin how far beyond the threshold; what lies between may be called either
 */
public record Gate(
    String name,
    String metric,
    Comparison comparison,
    double threshold,
    Compare compare,
    double alpha,
    double beta,
    double margin) {
  /** The probability of a false alarm unless a plan says otherwise. */
  public static final double DEFAULT_ALPHA = 0.01;

  /**
   * The probability of a false HEALTHY unless a plan says otherwise. A region's verdict needs two
   * thirds of a jury, so one juror may be less sure than of an alarm.
   */
  public static final double DEFAULT_BETA = 0.05;

  private static final Pattern CONDITION =
      Pattern.compile("(<=|<|>=|>)\\s*([0-9]+(?:\\.[0-9]+)?)(%|Ki|Mi|Gi)?");

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
    if (lowIsGood == known.isHighGood()) {
      throw new IllegalArgumentException(
          "gate " + name + ": the good side of " + metric + " is " + (lowIsGood ? "high" : "low"));
    }
    requireNumber(name, "threshold", threshold);
    requireNumber(name, "margin", margin);
    requireError(name, "alpha", alpha);
    requireError(name, "beta", beta);
    double failing = known.failing(threshold);
    if (known.kind() == Metric.Kind.SHARE && failing < 1 && failing + margin >= 1) {
      throw new IllegalArgumentException(
          "gate " + name + ": margin: threshold and margin together are 1 or more: nothing fails");
    }
    if (known.isHighGood() && threshold > 1) {
      throw new IllegalArgumentException(
          "gate " + name + ": threshold: " + metric + " is a share, expected 0 to 1");
    }
    if ((compare == Compare.BASELINE) != known.needsBaseline() && compare != Compare.NONE) {
      throw new IllegalArgumentException(
          "gate "
              + name
              + ": compare: "
              + metric
              + " is measured against "
              + (known.needsBaseline() ? "the baseline" : "the version before or nothing"));
    }
  }

  /** With the usual error and margin on the side of a healthy version. */
  public Gate(
      String name,
      String metric,
      Comparison comparison,
      double threshold,
      Compare compare,
      double alpha) {
    this(
        name,
        metric,
        comparison,
        threshold,
        compare,
        alpha,
        DEFAULT_BETA,
        Metric.parse(metric).margin(threshold));
  }

  private static void requireNumber(String name, String field, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("gate " + name + ": " + field + ": expected 0 or more");
    }
  }

  private static void requireError(String name, String field, double value) {
    if (!(value > 0 && value <= 0.5)) {
      throw new IllegalArgumentException(
          "gate " + name + ": " + field + ": expected above 0 up to 0.5");
    }
  }

  /**
   * Reads a condition such as {@code <= 1.20}, {@code > 5%} or {@code <= 512Mi}.
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
    String unit = matcher.group(3);
    boolean ofBytes = Metric.parse(metric).kind() == Metric.Kind.BYTES;
    if (unit != null && unit.equals("%") == ofBytes) {
      throw new IllegalArgumentException(
          "condition '"
              + condition
              + "': expected "
              + (ofBytes ? "bytes, as in \"<= 512Mi\"" : "a number or a share, without " + unit));
    }
    double threshold = Double.parseDouble(matcher.group(2)) * factor(unit);
    return new Gate(name, metric, comparison, threshold, compare, alpha);
  }

  private static double factor(@Nullable String unit) {
    if (unit == null) {
      return 1;
    }
    return switch (unit) {
      case "%" -> 0.01;
      case "Ki" -> 1L << 10;
      case "Mi" -> 1L << 20;
      default -> 1L << 30;
    };
  }

  /** Whether it holds what is answered against the manifest's baseline. */
  public boolean judgesDriftOfAnswers() {
    Metric known = Metric.parse(metric);
    return known.needsBaseline() && !known.ofInputs();
  }

  /** The same with other errors or another margin for what is healthy. */
  public Gate accepting(double otherBeta, double otherMargin) {
    return new Gate(name, metric, comparison, threshold, compare, alpha, otherBeta, otherMargin);
  }

  /** What a version is judged by if a plan names no gate: few errors, no broken numbers. */
  public static List<Gate> defaults() {
    return List.of(
        of("errors", Metric.ERROR_RATIO.word(), true, "> 0.05", Compare.NONE, DEFAULT_ALPHA),
        of("finite", Metric.NONFINITE_RATIO.word(), true, "> 0.0", Compare.NONE, DEFAULT_ALPHA));
  }
}
