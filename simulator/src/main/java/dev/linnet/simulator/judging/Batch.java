package dev.linnet.simulator.judging;

/**
 * What comes in between two looks. Each request falls into a bin; where shares of failures are
 * judged there are two, and the second is a failure.
 *
 * @param bins of the candidate's answers, in their order
 * @param counts of the same
 * @param previousCounts of what the version before answered to the same requests
 */
record Batch(int[] bins, long[] counts, long[] previousCounts) {
  int size() {
    return bins.length;
  }
}
