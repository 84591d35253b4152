package dev.linnet.daemon.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.time.Duration;
import java.util.Set;
import java.util.stream.DoubleStream;

/**
 * Gives the times of inferences buckets that add up over nodes, so that percentiles of a whole
 * region can be asked for.
 */
final class LatencyBuckets implements MeterFilter {
  private static final Set<String> TIMERS =
      Set.of("linnet.inference.duration", "linnet.inference.queue");
  private static final double[] BUCKETS =
      DoubleStream.of(0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000)
          .map(millis -> millis * Duration.ofMillis(1).toNanos())
          .toArray();

  LatencyBuckets() {}

  @Override
  public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
    return TIMERS.contains(id.getName())
        ? DistributionStatisticConfig.builder()
            .serviceLevelObjectives(BUCKETS)
            .build()
            .merge(config)
        : config;
  }
}
