package dev.linnet.daemon;

import dev.linnet.core.NodeView;
import dev.linnet.core.health.Gate;
import dev.linnet.core.health.Metric;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.trial.TrialConfig;
import dev.linnet.daemon.trial.VersionBefore.Limit;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a version on trial is measured against: the version that answers now, if it can be asked the
 * same. The node's own limits are wide. A plan may widen them by its gates, since one that lets a
 * version be slower in service means it; it does not narrow them, since its gates are of live
 * requests, and are judged there.
 */
record TrialComparison(Manifest before, Limit latency, Limit memory) {

  static Optional<TrialComparison> of(NodeView view, Manifest candidate, TrialConfig config) {
    NodeView.Course course = view.courses().get(candidate.name());
    Digest running = course == null ? null : course.running();
    return rollout(view, rollout -> rollout.id().equals(running))
        .flatMap(rollout -> manifest(view, rollout.announcement().manifest()))
        .filter(before -> !before.digest().equals(candidate.digest()))
        .filter(before -> before.inputs().equals(candidate.inputs()))
        .filter(before -> before.outputs().equals(candidate.outputs()))
        .map(before -> new TrialComparison(before, gates(view, candidate), config));
  }

  private TrialComparison(Manifest before, List<Gate> gates, TrialConfig config) {
    this(
        before,
        limit(gates, Metric.LATENCY_P95, config.latencyRatio(), "trial.latencyRatio"),
        limit(gates, Metric.MEMORY_RATIO, config.memoryRatio(), "trial.memoryRatio"));
  }

  private static List<Gate> gates(NodeView view, Manifest candidate) {
    return rollout(view, it -> it.announcement().manifest().equals(candidate.digest())).stream()
        .flatMap(rollout -> rollout.announcement().plan().waves().stream())
        .map(Wave::gates)
        .flatMap(List::stream)
        .toList();
  }

  private static Limit limit(List<Gate> gates, Metric metric, double ours, String setting) {
    double planned =
        gates.stream()
            .filter(gate -> gate.metric().equals(metric.word()))
            .mapToDouble(Gate::threshold)
            .max()
            .orElse(0);
    return planned > ours ? new Limit(planned, "the plan") : new Limit(ours, setting);
  }

  /** The head, of several. */
  private static Optional<Rollout> rollout(NodeView view, Predicate<Rollout> wanted) {
    return view.rollouts().stream().filter(wanted).findFirst();
  }

  private static Optional<Manifest> manifest(NodeView view, Digest digest) {
    return view.models().stream()
        .map(NodeView.Stored::manifest)
        .filter(manifest -> manifest.digest().equals(digest))
        .findFirst();
  }
}
