package dev.linnet.core.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A gate over the distance of what is asked or answered from the manifest's baseline. What the
 * version before shows too, on the same requests, is the world's and not the candidate's: blamed is
 * only a version that surely lies beyond the threshold and surely further away than the version
 * before; it passes once it surely lies less than the margin beyond the one or the other. What is
 * asked is never the version's fault: drift of inputs warns.
 */
final class DriftGate implements GateState {
  /** One feature: what both versions showed of it. */
  private static final class Feature {
    final int index;
    final Baseline baseline;
    Sketch current;
    Sketch previous;

    Feature(int index, Baseline baseline) {
      this.index = index;
      this.baseline = baseline;
      this.current = Sketch.empty(baseline.shares().size());
      this.previous = current;
    }
  }

  private final Gate gate;
  private final Metric metric;
  private final List<Feature> features = new ArrayList<>();
  private boolean rejected;

  DriftGate(Gate gate, List<Baseline> baselines) {
    this.gate = gate;
    this.metric = Metric.parse(gate.metric());
    Baseline.Side side = metric.ofInputs() ? Baseline.Side.INPUT : Baseline.Side.OUTPUT;
    for (int i = 0; i < baselines.size(); i++) {
      if (baselines.get(i).side() == side) {
        features.add(new Feature(i, baselines.get(i)));
      }
    }
  }

  @Override
  public String name() {
    return gate.name();
  }

  @Override
  public void observe(Observation seen) {
    for (Feature feature : features) {
      if (feature.index < seen.drift().size()) {
        Observation.Drift drift = seen.drift().get(feature.index);
        feature.current = feature.current.plus(drift.current());
        feature.previous = feature.previous.plus(drift.previous());
      }
    }
    rejected |= !metric.ofInputs() && features.stream().anyMatch(this::isBlamed);
  }

  /** Half of the error for each of the two versions, and each feature its part of that. */
  private Distance distance(Feature feature, Sketch sketch, double error) {
    double part = error / 2;
    return metric == Metric.INPUT_PSI || metric == Metric.PREDICTION_PSI
        ? Distance.psi(feature.baseline, sketch, part)
        : Distance.ks(feature.baseline, sketch, part);
  }

  private boolean isBlamed(Feature feature) {
    double error = gate.alpha() / features.size();
    return distance(feature, feature.current, error).low()
        > Math.max(gate.threshold(), distance(feature, feature.previous, error).high());
  }

  private boolean isGood(Feature feature) {
    return distance(feature, feature.current, gate.beta()).high()
        < gate.margin()
            + Math.max(gate.threshold(), distance(feature, feature.previous, gate.beta()).low());
  }

  @Override
  public boolean rejected() {
    return rejected;
  }

  @Override
  public boolean passed() {
    return trials() > 0 && (metric.ofInputs() || features.stream().allMatch(this::isGood));
  }

  /** Surely beyond the threshold, and not blamed for it. */
  @Override
  public Optional<String> warning() {
    boolean drifts =
        features.stream()
            .anyMatch(
                feature ->
                    distance(feature, feature.current, gate.alpha() / features.size()).low()
                        > gate.threshold());
    return drifts && !rejected
        ? Optional.of("gate " + name() + " sees drift that is not this version's: " + figures())
        : Optional.empty();
  }

  @Override
  public double value() {
    return features.stream()
        .mapToDouble(feature -> distance(feature, feature.current, gate.alpha()).guess())
        .max()
        .orElse(0);
  }

  private double previousValue() {
    return features.stream()
        .mapToDouble(feature -> distance(feature, feature.previous, gate.alpha()).guess())
        .max()
        .orElse(0);
  }

  @Override
  public void addSketches(SortedMap<String, Sketch> sketches) {
    for (Feature feature : features) {
      String name = feature.baseline.side() + " " + feature.baseline.tensor();
      sketches.put(name, feature.current);
      sketches.put(name + " of the version before", feature.previous);
    }
  }

  @Override
  public long trials() {
    return features.stream().mapToLong(feature -> feature.current.total()).min().orElse(0);
  }

  @Override
  public String figures() {
    if (features.isEmpty()) {
      return metric.word() + " without a baseline in the manifest";
    }
    return String.format(
        Locale.ROOT,
        "%s %.2f of %d, limit %.2f, the version before %.2f",
        metric.word(),
        value(),
        trials(),
        gate.threshold(),
        previousValue());
  }

  @Override
  public int sizeBytes() {
    return features.stream()
        .mapToInt(feature -> 2 * Long.BYTES * feature.baseline.shares().size())
        .sum();
  }
}
