package dev.linnet.simulator.judging;

import java.util.SplittableRandom;

/**
 * A stream of requests whose truth is known.
 *
 * @param truth what may be said of it, and what is an error
 * @param shares of the bins in the candidate's answers, after the healthy time if there is one
 * @param previousShares of the bins in the answers of the version before
 * @param healthyShares of the bins before
 * @param healthyRequests how many come before it turns; 0: it is so from the first
 * @param requests how many come in all
 * @param batch how many come between two looks
 */
record Flow(
    String name,
    Truth truth,
    double[] shares,
    double[] previousShares,
    double[] healthyShares,
    int healthyRequests,
    int requests,
    int batch) {

  /** Which words about a stream are errors. */
  enum Truth {
    /** Calling it bad is. */
    GOOD,
    /** Calling it good is. */
    BAD,
    /** Calling it bad is while it is good; later nothing is stated but how soon it is found. */
    TURNS
  }

  /** The requests between two looks, of which the first is number {@code from}. */
  Batch next(int from, SplittableRandom random) {
    double[] now = from < healthyRequests ? healthyShares : shares;
    int[] bins = new int[batch];
    long[] counts = new long[shares.length];
    long[] previous = new long[shares.length];
    for (int i = 0; i < batch; i++) {
      bins[i] = draw(now, random);
      counts[bins[i]]++;
      previous[draw(previousShares, random)]++;
    }
    return new Batch(bins, counts, previous);
  }

  private static int draw(double[] shares, SplittableRandom random) {
    double left = random.nextDouble();
    int bin = 0;
    while (bin < shares.length - 1 && left >= shares[bin]) {
      left -= shares[bin];
      bin++;
    }
    return bin;
  }
}
