package dev.linnet.simulator.judging;

import dev.linnet.core.health.Baseline;
import java.util.function.ToDoubleBiFunction;

/**
 * The distance of all that was seen from the baseline, held against the threshold as it stands and
 * looked at after every batch: what a dashboard with a red line does.
 */
final class PlainDistance implements Watcher {
  private final Baseline baseline;
  private final ToDoubleBiFunction<Baseline, long[]> distance;
  private final double threshold;
  private final long[] counts;
  private boolean alarmed;

  PlainDistance(
      Baseline baseline, ToDoubleBiFunction<Baseline, long[]> distance, double threshold) {
    this.baseline = baseline;
    this.distance = distance;
    this.threshold = threshold;
    this.counts = new long[baseline.shares().size()];
  }

  /** Half of one more in each bin, since an empty one would be infinitely far away. */
  static double psi(Baseline baseline, long[] counts) {
    double total = total(counts) + 0.5 * counts.length;
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      double share = baseline.shares().get(i);
      double seen = (counts[i] + 0.5) / total;
      sum += (seen - share) * Math.log(seen / share);
    }
    return sum;
  }

  static double ks(Baseline baseline, long[] counts) {
    double total = total(counts);
    double apart = 0;
    double largest = 0;
    for (int i = 0; i < counts.length; i++) {
      apart += counts[i] / total - baseline.shares().get(i);
      largest = Math.max(largest, Math.abs(apart));
    }
    return largest;
  }

  private static long total(long[] counts) {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    return total;
  }

  @Override
  public void observe(Batch batch) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += batch.counts()[i];
    }
    alarmed |= !accepts();
  }

  @Override
  public boolean alarmed() {
    return alarmed;
  }

  @Override
  public boolean accepts() {
    return distance.applyAsDouble(baseline, counts) <= threshold;
  }

  @Override
  public int sizeBytes() {
    return Long.BYTES * counts.length;
  }
}
