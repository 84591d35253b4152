package dev.linnet.simulator.judging;

/**
 * The test of Page ("Continuous inspection schemes", Biometrika 1954) and Hinkley ("Inference about
 * the change-point from cumulative sum tests", Biometrika 1971) for a rise of the mean: each value
 * less the mean so far and a tolerance is summed up, and a sum further above its lowest than a
 * limit is a change. Tolerance, limit and the thirty values before it speaks are the defaults of
 * MOA's implementation. It compares a stream with its own past, so it has no word for a good one,
 * and no stated error.
 */
final class PageHinkley implements Watcher {
  private static final double TOLERANCE = 0.005;
  private static final double LIMIT = 50;
  private static final int LEAST_VALUES = 30;

  private final double scale;
  private long values;
  private double mean;
  private double sum;
  private double lowest;
  private boolean alarmed;

  /** Of bins that it takes for numbers from 0 to 1. */
  PageHinkley(int bins) {
    this.scale = bins - 1;
  }

  @Override
  public void observe(Batch batch) {
    for (int bin : batch.bins()) {
      double value = bin / scale;
      values++;
      mean += (value - mean) / values;
      sum += value - mean - TOLERANCE;
      lowest = Math.min(lowest, sum);
      alarmed |= values >= LEAST_VALUES && sum - lowest > LIMIT;
    }
  }

  @Override
  public boolean alarmed() {
    return alarmed;
  }

  @Override
  public boolean accepts() {
    return false;
  }

  @Override
  public int sizeBytes() {
    return 3 * Double.BYTES + Long.BYTES;
  }
}
