package dev.linnet.simulator.reproduce;

import dev.linnet.simulator.study.Sample;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/**
 * One figure: what was published, what came out here, and what is accepted as the same.
 *
 * @param published as it is printed there
 * @param ours the mean of our runs
 * @param low the least that is accepted
 * @param high the most that is accepted
 */
record Row(
    String what,
    String published,
    double ours,
    double standardError,
    int runs,
    double low,
    double high) {
  static final List<String> HEAD =
      List.of(
          "| what | published | ours | standard error | runs | accepted | verdict |",
          "|---|---|---|---|---|---|---|");

  private static final String NOT_PUBLISHED = "-";

  /** What is the same is called another in one of 1,000 cases. */
  private static final double CONFIDENCE = 0.999;

  /**
   * For a mean that others simulated and printed with few digits. Theirs is taken as if it came of
   * {@code theirRuns} runs that varied as ours do; what is accepted is half a unit of the last
   * digit and the {@link Sample#quantile} standard errors of the difference.
   *
   * @param leastDeviation a bound below how runs vary, for what shows in so few of them that ours
   *     may say nothing of it
   */
  static Row simulated(
      String what, String published, Sample ours, int theirRuns, double leastDeviation) {
    BigDecimal theirs = new BigDecimal(published);
    double rounding = theirs.ulp().doubleValue() / 2;
    double deviation = Math.max(ours.deviation(), leastDeviation);
    double error = deviation * Math.sqrt(1.0 / ours.runs() + 1.0 / theirRuns);
    double tolerance = rounding + ours.quantile(CONFIDENCE) * error;
    return of(
        what, published, ours, theirs.doubleValue() - tolerance, theirs.doubleValue() + tolerance);
  }

  /**
   * For an expectation that is known: {@link Sample#quantile} standard errors of ours either way.
   */
  static Row expected(String what, String published, double theirs, Sample ours) {
    return between(what, published, theirs, theirs, ours);
  }

  /**
   * For bounds of an expectation, with {@link Sample#quantile} standard errors of ours beyond them.
   */
  static Row between(String what, String published, double least, double most, Sample ours) {
    double tolerance = ours.quantile(CONFIDENCE) * ours.standardError();
    return of(what, published, ours, least - tolerance, most + tolerance);
  }

  /** For what holds in each run: the greatest of ours stands here. */
  static Row atMost(String what, String published, double most, Sample ours) {
    return new Row(what, published, ours.max(), 0, ours.runs(), Double.NEGATIVE_INFINITY, most);
  }

  /** For a mean that cannot be less. */
  static Row atLeast(String what, String published, double least, Sample ours) {
    return of(what, published, ours, least, Double.POSITIVE_INFINITY);
  }

  /** For what was not published, and belongs beside what was. */
  static Row aside(String what, Sample ours) {
    return of(what, NOT_PUBLISHED, ours, Double.NaN, Double.NaN);
  }

  private static Row of(String what, String published, Sample ours, double low, double high) {
    return new Row(what, published, ours.mean(), ours.standardError(), ours.runs(), low, high);
  }

  private boolean isCompared() {
    return !published.equals(NOT_PUBLISHED);
  }

  /** Whether ours is not what was published. A figure that no run showed is not. */
  boolean isOut() {
    return isCompared() && !(ours >= low && ours <= high);
  }

  String verdict() {
    return !isCompared() ? "-" : isOut() ? "**OUT**" : "same";
  }

  String line() {
    return "| "
        + String.join(
            " | ",
            what,
            published,
            figure(ours),
            standardError == 0 ? "-" : figure(standardError),
            String.valueOf(runs),
            accepted(),
            verdict())
        + " |";
  }

  private String accepted() {
    if (!isCompared()) {
      return "-";
    }
    if (low == Double.NEGATIVE_INFINITY) {
      return "at most " + figure(high);
    }
    if (high == Double.POSITIVE_INFINITY) {
      return "at least " + figure(low);
    }
    return low == high ? "exactly " + figure(low) : figure(low) + " to " + figure(high);
  }

  /** Four digits, or the whole number. */
  private static String figure(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e6) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    if (Math.abs(value) < 1e-3) {
      return String.format(Locale.ROOT, "%.1e", value);
    }
    int digits = Math.max(0, 3 - (int) Math.floor(Math.log10(Math.abs(value))));
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
