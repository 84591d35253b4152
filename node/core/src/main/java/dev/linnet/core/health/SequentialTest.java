package dev.linnet.core.health;

/**
 * An always-valid test of "at most {@code limit} of the trials fail". It may be looked at after
 * every trial and for ever: if the statement is true, the probability that it is ever rejected is
 * at most {@code alpha}.
 *
 * <p>A mixture of bets against the statement: a gambler who stakes the fraction l of its wealth on
 * each trial multiplies it by 1 + l (x - limit), where x is 1 for a failure. Under the statement
 * the mean wealth of a grid of such gamblers is a non-negative supermartingale, so by Ville's
 * inequality it ever reaches 1/alpha with probability at most alpha (Waudby-Smith and Ramdas,
 * "Estimating means of bounded random variables by betting", 2024). Memory is one number for each
 * gambler.
 */
final class SequentialTest {
  /** Where no failure is allowed the stake is bounded by this in the limit's place. */
  private static final double LEAST_LIMIT = 1e-6;

  /** What share of the greatest stake that cannot be ruined each gambler bets. */
  private static final double[] BOLDNESS = {0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9};

  private final double limit;
  private final double logRejection;
  private final double[] logWealth = new double[BOLDNESS.length];
  private boolean rejected;

  SequentialTest(double limit, double alpha) {
    this.limit = limit;
    this.logRejection = -Math.log(alpha);
  }

  /** Takes a batch in; the order within it does not matter. */
  void observe(long trials, long failures) {
    if (limit >= 1) {
      return;
    }
    for (int i = 0; i < BOLDNESS.length; i++) {
      double stake = BOLDNESS[i] / Math.max(limit, LEAST_LIMIT);
      logWealth[i] +=
          failures * Math.log1p(stake * (1 - limit))
              + (trials - failures) * Math.log1p(-stake * limit);
    }
    rejected |= logMeanWealth() >= logRejection;
  }

  /** Whether the statement was ever rejected; stays so. */
  boolean rejected() {
    return rejected;
  }

  private double logMeanWealth() {
    double max = Double.NEGATIVE_INFINITY;
    for (double log : logWealth) {
      max = Math.max(max, log);
    }
    double sum = 0;
    for (double log : logWealth) {
      sum += Math.exp(log - max);
    }
    return max + Math.log(sum / BOLDNESS.length);
  }
}
