package dev.linnet.core.health;

import java.util.Arrays;

/**
 * An always-valid test of a statement about the share of trials that fail. It may be looked at
 * after every trial and for ever: if the statement is true, the probability that it is ever
 * rejected is at most the stated error.
 *
 * <p>A mixture of bets against the statement: a gambler who stakes the fraction l of its wealth on
 * each trial multiplies it by 1 + l (x - limit), where x is 1 for a failure and the statement is
 * "at most {@code limit} fail". Under the statement the mean wealth of a grid of such gamblers is a
 * non-negative supermartingale, so by Ville's inequality it ever reaches 1/error with probability
 * at most the error (Waudby-Smith and Ramdas, "Estimating means of bounded random variables by
 * betting", JRSS B 2024). "At least {@code limit} fail" is the same with successes for failures.
 * Memory is one number for each gambler, and the reserve.
 */
final class SequentialTest {
  /** Where no failure is allowed the stake is bounded by this in the limit's place. */
  private static final double LEAST_LIMIT = 1e-6;

  /** What share of the greatest stake that cannot be ruined each gambler bets. */
  private static final double[] BOLDNESS = {0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9};

  /**
   * The share of the wealth that bets from the first batch on. A gambler that lost for a day on a
   * healthy version would take another day to win that back once it goes bad. So of the rest 1 / (i
   * (i + 1)) is handed to the gamblers before batch i. When a part is handed out does not depend on
   * what is seen, so the supermartingale stays one. A late fault is found after about 2 ln(batches)
   * more nats than an early one.
   */
  private static final double FIRST_SHARE = 0.8;

  /**
   * Bets on a good version are bold: where a share q fails, the best stake is 1 - q / limit of the
   * greatest. They begin at once, since evidence for a version that was bad first is not wanted.
   */
  private static final double[] TRUSTING = {0.4, 0.7, 0.9, 0.98};

  private final boolean failuresWin;
  private final boolean idle;
  private final double logRejection;
  private final double[] logWin;
  private final double[] logLoss;
  private final double[] logWealth;
  private final double lateShare;
  private double reserve;
  private long batches;
  private double logTotal;
  private boolean rejected;

  private SequentialTest(
      boolean failuresWin, double limit, double error, double[] boldness, double firstShare) {
    this.failuresWin = failuresWin;
    this.idle = limit >= 1;
    this.logRejection = -Math.log(error);
    this.logWin = new double[boldness.length];
    this.logLoss = new double[boldness.length];
    for (int i = 0; i < boldness.length; i++) {
      double stake = boldness[i] / Math.max(limit, LEAST_LIMIT);
      logWin[i] = Math.log1p(stake * (1 - limit));
      logLoss[i] = Math.log1p(-stake * limit);
    }
    this.logWealth = new double[boldness.length];
    Arrays.fill(logWealth, Math.log(firstShare / boldness.length));
    this.lateShare = 1 - firstShare;
    this.reserve = lateShare;
  }

  /** Of "at most {@code limit} of the trials fail"; rejected where more do, soon or late. */
  static SequentialTest atMost(double limit, double error) {
    return new SequentialTest(true, limit, error, BOLDNESS, FIRST_SHARE);
  }

  /** Of "at least {@code limit} of the trials fail"; rejected where fewer do. */
  static SequentialTest atLeast(double limit, double error) {
    return new SequentialTest(false, 1 - limit, error, TRUSTING, 1);
  }

  /** Takes a batch in; the order within it does not matter. */
  void observe(long trials, long failures) {
    if (idle || trials == 0) {
      return;
    }
    if (lateShare > 0) {
      release();
    }
    long wins = failuresWin ? failures : trials - failures;
    double total = Math.log(reserve);
    for (int i = 0; i < logWealth.length; i++) {
      logWealth[i] += wins * logWin[i] + (trials - wins) * logLoss[i];
      total = logSum(total, logWealth[i]);
    }
    logTotal = total;
    rejected |= rejectsNow();
  }

  /** Whether the statement was ever rejected; stays so. */
  boolean rejected() {
    return rejected;
  }

  /** Whether all that was seen by now rejects it; what comes later may outweigh it again. */
  boolean rejectsNow() {
    return logTotal >= logRejection;
  }

  /** The wealth of all gamblers and the reserve; 1 before anything was seen. */
  double wealth() {
    return Math.exp(logTotal);
  }

  /** Numbers held, whatever was seen. */
  int sizeBytes() {
    return Double.BYTES * (3 * logWealth.length + 4) + Long.BYTES;
  }

  /** Hands the gamblers their part of the reserve before a batch is seen. */
  private void release() {
    batches++;
    double left = lateShare / (batches + 1.0);
    // Not reserve - left, which loses its digits as the two draw together.
    double logPart = Math.log(left / batches / logWealth.length);
    for (int i = 0; i < logWealth.length; i++) {
      logWealth[i] = logSum(logWealth[i], logPart);
    }
    reserve = left;
  }

  private static double logSum(double a, double b) {
    double high = Math.max(a, b);
    return high + Math.log1p(Math.exp(Math.min(a, b) - high));
  }
}
