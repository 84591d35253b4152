package dev.linnet.daemon.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Gives what is measured buckets that add up over nodes, so that percentiles of a whole region can
 * be asked for.
 */
final class Buckets implements MeterFilter {
  private static final double[] INFERENCE =
      seconds(
          0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10);

  /** Up to what membership waits for an answer to a ping. */
  private static final double[] ROUND_TRIP =
      seconds(0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3);

  /** Of a small model from next door, up to a large one over a thin line. */
  private static final double[] FETCH =
      seconds(0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400);

  /** A minute, ten, an hour, four; a day, three, a week. */
  private static final double[] ROLLOUT = seconds(60, 600, 3_600, 14_400, 86_400, 259_200, 604_800);

  private static final double[] ROWS = {1, 2, 4, 8, 16, 32, 64, 128};

  private static final Map<String, double[]> BY_METER =
      Map.of(
          "linnet.inference.duration", INFERENCE,
          "linnet.inference.queue", INFERENCE,
          "linnet.inference.batch.size", ROWS,
          "linnet.peer.rtt", ROUND_TRIP,
          "linnet.artifact.fetch", FETCH,
          "linnet.rollout.duration", ROLLOUT);

  Buckets() {}

  @Override
  public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
    double[] buckets = BY_METER.get(id.getName());
    return buckets == null
        ? config
        : DistributionStatisticConfig.builder()
            .serviceLevelObjectives(buckets)
            .build()
            .merge(config);
  }

  /** A timer's buckets are told in nanoseconds. */
  private static double[] seconds(double... bounds) {
    return DoubleStream.of(bounds).map(bound -> Math.rint(bound * 1e9)).toArray();
  }
}
