package dev.linnet.daemon.metrics;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.TreeMap;

/** Gauges that are worked out for one scrape, each with all its values at once. */
final class Gauges {
  private final Map<String, Family> families = new TreeMap<>();

  Gauges() {}

  /** A gauge and its labels; the same one when it is asked for again. */
  Family of(String name, String help, String... labels) {
    return families.computeIfAbsent(name, any -> new Family(name, help, labels));
  }

  MetricSnapshots snapshots() {
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    families.values().forEach(family -> all.metricSnapshot(family.gauge.build()));
    return all.build();
  }

  /** One gauge. */
  static final class Family {
    private final String[] labels;
    private final GaugeSnapshot.Builder gauge;

    private Family(String name, String help, String... labels) {
      this.labels = labels;
      this.gauge = GaugeSnapshot.builder().name(name).help(help);
    }

    /** Adds a value, with the labels' values in their order. */
    Family add(double value, String... labelValues) {
      gauge.dataPoint(
          GaugeSnapshot.GaugeDataPointSnapshot.builder()
              .labels(Labels.of(labels, labelValues))
              .value(value)
              .build());
      return this;
    }
  }
}
