package dev.linnet.simulator.sweep;

import dev.linnet.simulator.scenario.Scenario;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What is to be run.
 *
 * @param seeds how often each point is run at the most
 * @param confidence of the intervals, such as 0.95
 * @param stop when fewer runs of a point are enough; null for never
 */
public record Study(
    String name, long seed, List<Point> points, int seeds, double confidence, @Nullable Stop stop) {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /**
   * One choice of values.
   *
   * @param values as they are written into the scenario, by path
   */
  public record Point(int index, Map<String, String> values, Scenario scenario) {}

  /**
   * A point is done once the interval of a figure reaches no further from the mean than this share
   * of it.
   *
   * @param least how many runs show the figure in any case
   */
  record Stop(String figure, double within, int least) {}

  public Study {
    points = List.copyOf(points);
  }

  /** The point of that number, if all are here or it alone. */
  Point point(int index) {
    return points.get(points.size() == 1 ? 0 : index);
  }

  /** The same for all points, so that a difference between points is no difference of luck. */
  long seedOf(int repetition) {
    return new SplittableRandom(seed + GOLDEN * repetition).nextLong() >>> 1;
  }
}
