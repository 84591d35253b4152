package dev.linnet.core.health;

import java.util.Arrays;

/**
 * An always-valid test of "at most {@code limit} of the trials fail". It may be looked at after
 * every trial and for ever: if the statement is true, the probability that it is ever rejected is
 * at most {@code alpha}.
 *
 * <p>A mixture of bets against the statement: a gambler who stakes the fraction l of its wealth on
 * each trial multiplies it by 1 + l (x - limit), where x is 1 for a failure. Under the statement
 * the mean wealth of a grid of such gamblers is a non-negative supermartingale, so by Ville's
 * inequality it ever reaches 1/alpha with probability at most alpha (Waudby-Smith and Ramdas,
 * "Estimating means of bounded random variables by betting", 2024).
 *
 * <p>A gambler that lost for a day on a healthy version would take another day to win that back
 * once it goes bad. So {@link #FIRST_SHARE} of the wealth bets from the first batch on, and of the
 * rest 1 / (i (i + 1)) is handed to the gamblers before batch i. When a part is handed out does not
 * depend on what is seen, so the supermartingale stays one. A late fault is found after about 2
 * ln(batches) more nats than an early one. Memory is one number for each gambler, and the reserve.
 */
final class SequentialTest {
  /** Where no failure is allowed the stake is bounded by this in the limit's place. */
  private static final double LEAST_LIMIT = 1e-6;

  /** What share of the greatest stake that cannot be ruined each gambler bets. */
  private static final double[] BOLDNESS = {0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9};

  /** The share of the wealth that bets from the first batch on. */
  private static final double FIRST_SHARE = 0.8;

  private final double limit;
  private final double logRejection;
  private final double[] logWealth = new double[BOLDNESS.length];
  private double reserve = 1 - FIRST_SHARE;
  private long batches;
  private boolean rejected;

  SequentialTest(double limit, double alpha) {
    this.limit = limit;
    this.logRejection = -Math.log(alpha);
    Arrays.fill(logWealth, Math.log(FIRST_SHARE / BOLDNESS.length));
  }

  /** Takes a batch in; the order within it does not matter. */
  void observe(long trials, long failures) {
    if (limit >= 1 || trials == 0) {
      return;
    }
    release();
    for (int i = 0; i < BOLDNESS.length; i++) {
      double stake = BOLDNESS[i] / Math.max(limit, LEAST_LIMIT);
      logWealth[i] +=
          failures * Math.log1p(stake * (1 - limit))
              + (trials - failures) * Math.log1p(-stake * limit);
    }
    rejected |= logTotalWealth() >= logRejection;
  }

  /** Whether the statement was ever rejected; stays so. */
  boolean rejected() {
    return rejected;
  }

  /** The wealth of all gamblers and the reserve; 1 before anything was seen. */
  double wealth() {
    return Math.exp(logTotalWealth());
  }

  /** Hands the gamblers their part of the reserve before a batch is seen. */
  private void release() {
    batches++;
    double left = (1 - FIRST_SHARE) / (batches + 1.0);
    // Not reserve - left, which loses its digits as the two draw together.
    double logPart = Math.log(left / batches / BOLDNESS.length);
    for (int i = 0; i < BOLDNESS.length; i++) {
      logWealth[i] = logSum(logWealth[i], logPart);
    }
    reserve = left;
  }

  private double logTotalWealth() {
    double sum = Math.log(reserve);
    for (double log : logWealth) {
      sum = logSum(sum, log);
    }
    return sum;
  }

  private static double logSum(double a, double b) {
    double high = Math.max(a, b);
    return high + Math.log1p(Math.exp(Math.min(a, b) - high));
  }
}
