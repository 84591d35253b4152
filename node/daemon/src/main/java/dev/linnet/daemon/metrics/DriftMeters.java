package dev.linnet.daemon.metrics;

import dev.linnet.core.Event;
import dev.linnet.core.health.Baseline;
import dev.linnet.core.health.Sketch;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.trust.Digest;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How far what a version is asked and answers lies from its manifest's baselines, since it serves:
 * the best guess of the population stability index, as the gates take it. Told on the node's thread
 * alone.
 */
final class DriftMeters {
  private record Feature(ModelName model, Baseline.Side side, String tensor) {}

  private record Served(Digest manifest, List<Baseline> baselines, List<Sketch> seen) {}

  private final MeterRegistry registry;
  private final Map<ModelName, Served> served = new TreeMap<>();
  private final Map<Feature, AtomicReference<Double>> gauges = new ConcurrentHashMap<>();

  DriftMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** From now on the model is answered by this version, which has been seen nothing of. */
  void serves(Manifest manifest) {
    Served before = served.get(manifest.name());
    if (before == null || !before.manifest().equals(manifest.digest())) {
      served.put(
          manifest.name(), new Served(manifest.digest(), manifest.baselines(), new ArrayList<>()));
    }
  }

  void observed(Event.Observed observed) {
    Served of = served.get(observed.model());
    if (of == null
        || !of.manifest().equals(observed.manifest())
        || of.baselines().size() != observed.observation().drift().size()) {
      return;
    }
    for (int i = 0; i < of.baselines().size(); i++) {
      Sketch more = observed.observation().drift().get(i).current();
      if (of.seen().size() == i) {
        of.seen().add(more);
      } else {
        of.seen().set(i, of.seen().get(i).plus(more));
      }
      Baseline baseline = of.baselines().get(i);
      gauge(new Feature(observed.model(), baseline.side(), baseline.tensor()))
          .set(baseline.stabilityIndex(of.seen().get(i)));
    }
  }

  private AtomicReference<Double> gauge(Feature feature) {
    return gauges.computeIfAbsent(
        feature,
        any -> {
          AtomicReference<Double> value = new AtomicReference<>(0.0);
          Gauge.builder("linnet.drift.psi", value, AtomicReference::get)
              .description("Population stability index against the version's baseline")
              .tags(
                  "model",
                  feature.model().value(),
                  "side",
                  feature.side().name().toLowerCase(Locale.ROOT),
                  "tensor",
                  feature.tensor())
              .register(registry);
          return value;
        });
  }
}
