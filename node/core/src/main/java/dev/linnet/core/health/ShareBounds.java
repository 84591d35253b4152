package dev.linnet.core.health;

/**
 * Between which limits a share lies, after any number of trials: with probability 1 - error it lies
 * between them at all times at once.
 *
 * <p>A gambler who bets on each trial as Krichevsky and Trofimov predict it ("The performance of
 * universal encoding", 1981) falls short of the best fixed bet in hindsight by at most ln(n) / 2 +
 * ln 2. Against the true share q its wealth is a martingale, so by Ville's inequality q is a share
 * with n KL(seen || q) at most ln(1/error) + ln(n) / 2 + ln 2, always (Orabona and Jun, "Tight
 * concentrations and confidence sequences from the regret of universal portfolio", 2021). It rests
 * on two counts alone, so counts of several nodes may be added first.
 */
final class ShareBounds {
  private static final int HALVINGS = 40;

  private final double seen;
  private final double room;

  ShareBounds(long hits, long trials, double error) {
    this.seen = trials == 0 ? 0.5 : (double) hits / trials;
    this.room =
        trials == 0
            ? Double.POSITIVE_INFINITY
            : (-Math.log(error) + 0.5 * Math.log(trials) + Math.log(2)) / trials;
  }

  double low() {
    return bound(0);
  }

  double high() {
    return bound(1);
  }

  /** The share furthest towards an end that what was seen does not rule out. */
  private double bound(double end) {
    if (divergence(end) <= room) {
      return end;
    }
    double inside = seen;
    double outside = end;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (inside + outside) / 2;
      if (divergence(middle) <= room) {
        inside = middle;
      } else {
        outside = middle;
      }
    }
    return outside;
  }

  /** KL of what was seen from a share, in nats for each trial. */
  private double divergence(double share) {
    return part(seen, share) + part(1 - seen, 1 - share);
  }

  private static double part(double of, double to) {
    return of == 0 ? 0 : to == 0 ? Double.POSITIVE_INFINITY : of * Math.log(of / to);
  }
}
