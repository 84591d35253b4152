package dev.linnet.simulator.judging;

/**
 * The exact binomial test for a sample whose size is fixed before, once for "at most the threshold
 * fails" and once for "the threshold and the margin, or more, fails". Looked at once, at its end,
 * it keeps its errors; looked at after every batch, as one is tempted to, it does not.
 */
final class FixedTest implements Watcher {
  private final Limits limits;
  private final boolean peeks;
  private long trials;
  private long failures;
  private boolean alarmed;

  FixedTest(Limits limits, boolean peeks) {
    this.limits = limits;
    this.peeks = peeks;
  }

  /** From how many failures of n a statement is rejected; the same for all runs. */
  static final class Limits {
    private final int end;
    private final int[] leastBad;
    private final int[] mostGood;

    /** For every sample of a whole number of {@code step} trials up to {@code end}. */
    Limits(int step, int end, double good, double alpha, double bad, double beta) {
      this.end = end;
      this.leastBad = new int[end + 1];
      this.mostGood = new int[end + 1];
      for (int n = step; n <= end; n += step) {
        leastBad[n] = n + 1 - tail(n, 1 - good, alpha);
        mostGood[n] = tail(n, bad, beta) - 1;
      }
    }

    /** How many of the smallest counts together have at most the probability. */
    private static int tail(int trials, double share, double most) {
      double logOdds = Math.log(share) - Math.log1p(-share);
      double logTerm = trials * Math.log1p(-share);
      double sum = 0;
      for (int count = 0; count <= trials; count++) {
        sum += Math.exp(logTerm);
        if (sum > most) {
          return count;
        }
        logTerm += logOdds + Math.log((double) (trials - count) / (count + 1));
      }
      return trials + 1;
    }
  }

  @Override
  public void observe(Batch batch) {
    trials += batch.size();
    failures += batch.counts()[1];
    alarmed |= looks() && failures >= limits.leastBad[(int) trials];
  }

  private boolean looks() {
    return peeks ? trials <= limits.end : trials == limits.end;
  }

  @Override
  public boolean alarmed() {
    return alarmed;
  }

  @Override
  public boolean accepts() {
    return !alarmed && looks() && failures <= limits.mostGood[(int) trials];
  }

  @Override
  public int sizeBytes() {
    return 2 * Long.BYTES;
  }
}
