package dev.linnet.simulator.scenario;

import dev.linnet.core.health.Gate;
import dev.linnet.core.health.Metric;
import dev.linnet.documents.YamlNode;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What simulated nodes measure. Of all other metrics they have no figures, so that no version would
 * ever pass a gate on one.
 */
final class Measured {
  private static final Set<Metric> METRICS =
      EnumSet.of(
          Metric.GOLDEN_PASS_RATIO,
          Metric.ERROR_RATIO,
          Metric.NONFINITE_RATIO,
          Metric.DISAGREEMENT);

  private Measured() {}

  static boolean judges(Gate gate) {
    return METRICS.contains(Metric.parse(gate.metric()));
  }

  /** Refuses the first gate of a plan, read before, that nobody would ever pass. */
  static void requireJudged(YamlNode plan) {
    YamlNode spec = plan.named().get("spec");
    if (spec == null) {
      return;
    }
    YamlNode defaults = spec.named().get("defaults");
    if (defaults != null) {
      requireAllJudged(defaults);
    }
    YamlNode waves = spec.named().get("waves");
    if (waves != null) {
      waves.list().forEach(Measured::requireAllJudged);
    }
  }

  private static void requireAllJudged(YamlNode wave) {
    YamlNode gates = wave.named().get("gates");
    for (YamlNode gate : gates == null ? List.<YamlNode>of() : gates.list()) {
      YamlNode metric = gate.named().get("metric");
      if (metric != null && !METRICS.contains(metric.parsed(Metric::parse))) {
        throw metric.error(
            "no simulated node measures %s, so that no version would pass; expected one of %s"
                .formatted(
                    metric.string(),
                    String.join(", ", METRICS.stream().map(Metric::word).toList())));
      }
    }
  }
}
