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
 * before; it passes once it surely lies less than the margin beyond the one or the other. Where
 * this node asks the version before nothing, what {@link Neighbours} who still run it tell stands
 * in. What is asked is never the version's fault: drift of inputs warns.
 */
final class DriftGate implements GateState {
  /** One feature: what both versions showed of it. */
  private static final class Feature {
    final int index;
    final Baseline baseline;
    Sketch current;
    Sketch previous;

    /** What neighbours told of the version before, up to the end of their last round. */
    Sketch told;

    Distance toldForBlame = Distance.UNKNOWN;
    Distance toldForPass = Distance.UNKNOWN;

    /** What this version had shown when that round began, and when the present one did. */
    Sketch covered;

    Sketch atRoundStart;

    Feature(int index, Baseline baseline) {
      this.index = index;
      this.baseline = baseline;
      this.current = Sketch.empty(bins());
      this.previous = current;
      this.told = current;
      this.covered = current;
      this.atRoundStart = current;
    }

    int bins() {
      return baseline.shares().size();
    }

    boolean neighboursStandIn() {
      return previous.total() == 0 && told.total() > 0;
    }

    /** Of this version, what may be held beside that. */
    Sketch comparable() {
      return neighboursStandIn() ? covered : current;
    }
  }

  private final Gate gate;
  private final Metric metric;
  private final boolean neighbours;
  private final List<Feature> features = new ArrayList<>();
  private boolean rejected;

  /**
   * A gate that saw nothing.
   *
   * @param neighbours whether any may tell of the version before
   */
  DriftGate(Gate gate, List<Baseline> baselines, boolean neighbours) {
    this.gate = gate;
    this.metric = Metric.parse(gate.metric());
    this.neighbours = neighbours && !metric.ofInputs();
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
    weigh();
  }

  @Override
  public void compare(List<List<Sketch>> told) {
    if (!neighbours) {
      return;
    }
    for (int i = 0; i < features.size(); i++) {
      Feature feature = features.get(i);
      feature.told = told.get(i).stream().reduce(Sketch.empty(feature.bins()), Sketch::plus);
      feature.toldForBlame = middle(feature, told.get(i), blameError());
      feature.toldForPass = middle(feature, told.get(i), gate.beta());
      feature.covered = feature.atRoundStart;
      feature.atRoundStart = feature.current;
    }
    weigh();
  }

  private void weigh() {
    rejected |= !metric.ofInputs() && features.stream().anyMatch(this::isBlamed);
  }

  private double blameError() {
    return gate.alpha() / features.size();
  }

  /** Half of an error is for this version, the rest for the one before. */
  private Distance current(Feature feature, Sketch sketch, double error) {
    return distance(feature, sketch, error / 2);
  }

  /** The rest is halved where that may be judged by own requests or by what neighbours tell. */
  private Distance previous(Feature feature, double error) {
    return distance(feature, feature.previous, error / (neighbours ? 4 : 2));
  }

  private Distance middle(Feature feature, List<Sketch> told, double error) {
    return Distance.middle(
        told.stream().map(sketch -> distance(feature, sketch, error / 8)).toList());
  }

  private Distance distance(Feature feature, Sketch sketch, double part) {
    return metric == Metric.INPUT_PSI || metric == Metric.PREDICTION_PSI
        ? Distance.psi(feature.baseline, sketch, part)
        : Distance.ks(feature.baseline, sketch, part);
  }

  private boolean isBlamed(Feature feature) {
    Distance before =
        feature.neighboursStandIn() ? feature.toldForBlame : previous(feature, blameError());
    return current(feature, feature.comparable(), blameError()).low()
        > Math.max(gate.threshold(), before.high());
  }

  private boolean isGood(Feature feature) {
    Distance before = beforeForPass(feature);
    return current(feature, feature.current, gate.beta()).high() < gate.margin() + gate.threshold()
        || current(feature, feature.comparable(), gate.beta()).high()
            < gate.margin() + before.low();
  }

  private Distance beforeForPass(Feature feature) {
    return feature.neighboursStandIn() ? feature.toldForPass : previous(feature, gate.beta());
  }

  @Override
  public boolean rejected() {
    return rejected;
  }

  @Override
  public boolean passed() {
    return trials() > 0 && (metric.ofInputs() || features.stream().allMatch(this::isGood));
  }

  @Override
  public Optional<String> warning() {
    List<Feature> drifting = features.stream().filter(this::surelyDrifts).toList();
    if (drifting.isEmpty() || rejected) {
      return Optional.empty();
    }
    return drifting.stream().allMatch(this::isExcused)
        ? Optional.of("gate " + name() + " sees drift that is not this version's")
        : Optional.of("gate " + name() + " sees drift, and nothing tells yet whose it is");
  }

  private boolean surelyDrifts(Feature feature) {
    return current(feature, feature.current, blameError()).low() > gate.threshold();
  }

  private boolean isExcused(Feature feature) {
    return metric.ofInputs() || beforeForPass(feature).low() > gate.threshold();
  }

  @Override
  public double value() {
    return features.stream()
        .mapToDouble(feature -> current(feature, feature.current, gate.alpha()).guess())
        .max()
        .orElse(0);
  }

  private double previousValue() {
    return features.stream()
        .mapToDouble(
            feature ->
                feature.neighboursStandIn()
                    ? feature.toldForBlame.guess()
                    : previous(feature, gate.alpha()).guess())
        .max()
        .orElse(0);
  }

  @Override
  public void addSketches(SortedMap<String, Sketch> sketches) {
    for (Feature feature : features) {
      String name = feature.baseline.side() + " " + feature.baseline.tensor();
      sketches.put(name, feature.current);
      sketches.put(
          name + " of the version before",
          feature.neighboursStandIn() ? feature.told : feature.previous);
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
        "%s %.2f of %d, limit %.2f, the version before %.2f%s",
        metric.word(),
        value(),
        trials(),
        gate.threshold(),
        previousValue(),
        features.stream().anyMatch(Feature::neighboursStandIn) ? " at neighbours" : "");
  }

  @Override
  public int sizeBytes() {
    int sketches = neighbours ? 5 : 2;
    return features.stream().mapToInt(feature -> sketches * Long.BYTES * feature.bins()).sum();
  }
}
