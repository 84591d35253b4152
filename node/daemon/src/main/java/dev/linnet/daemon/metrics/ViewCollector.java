package dev.linnet.daemon.metrics;

import dev.linnet.core.NodeView;
import dev.linnet.core.NodeView.Course;
import dev.linnet.core.mesh.Directory.Liveness;
import dev.linnet.core.mesh.Directory.Member;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.rollout.Decision.Cause;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Progress;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.daemon.operator.TrustFork;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The mesh and its rollouts as the node knows them, worked out at each scrape: of each model the
 * rollout that counts, so that series end with what they are about.
 */
final class ViewCollector implements MultiCollector {
  private static final long PATIENCE_SECONDS = 2;

  private final Supplier<CompletableFuture<NodeView>> view;
  private final Clock clock;

  ViewCollector(Supplier<CompletableFuture<NodeView>> view, Clock clock) {
    this.view = view;
    this.clock = clock;
  }

  /** Without these a node that is too busy to answer would be missing altogether. */
  @Override
  public MetricSnapshots collect() {
    try {
      return snapshots(view.get().get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException e) {
      return new MetricSnapshots();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new MetricSnapshots();
    }
  }

  private MetricSnapshots snapshots(NodeView seen) {
    Gauges gauges = new Gauges();
    mesh(gauges, seen);
    Set<ModelName> models = new HashSet<>();
    for (Rollout rollout : seen.rollouts()) {
      if (models.add(rollout.announcement().model())) {
        rollout(gauges, seen, rollout);
      }
    }
    seen.courses().forEach((model, course) -> course(gauges, seen, model.value(), course));
    gauges
        .of("linnet_models", "Models in the store, whole or not", "complete")
        .add(complete(seen), "true")
        .add(seen.models().size() - complete(seen), "false");
    return gauges.snapshots();
  }

  private static long complete(NodeView seen) {
    return seen.models().stream()
        .filter(model -> model.held().cardinality() == model.manifest().chunks().size())
        .count();
  }

  private static void mesh(Gauges gauges, NodeView seen) {
    Gauges.Family members =
        gauges.of("linnet_members", "Nodes of the mesh that this one knows", "state");
    for (Liveness liveness : Liveness.values()) {
      long known = seen.members().stream().filter(member -> member.liveness() == liveness).count();
      members.add(known + (liveness == Liveness.ALIVE ? seen.others().size() : 0), liveness.name());
    }
    Set<RegionName> all = new TreeSet<>();
    Set<RegionName> alive = new TreeSet<>();
    for (Member member : seen.members()) {
      all.add(member.peer().region());
      if (member.liveness() == Liveness.ALIVE) {
        alive.add(member.peer().region());
      }
    }
    gauges
        .of("linnet_regions", "Regions that this node knows, by whether anybody answers", "state")
        .add(alive.size(), "REACHED")
        .add(all.size() - alive.size(), "SILENT");
    gauges
        .of("linnet_trust_root_forked", "1 while two trust roots of one version are known")
        .add(TrustFork.isAmong(seen.roots()) ? 1 : 0);
  }

  private void rollout(Gauges gauges, NodeView seen, Rollout rollout) {
    String model = rollout.announcement().model().value();
    gauges
        .of(
            "linnet_rollout_info",
            "The rollout of a model that counts, and how far this node is with it: always 1",
            "model",
            "version",
            "rollout",
            "phase")
        .add(
            1, model, rollout.announcement().version(), rollout.id().brief(), phase(seen, rollout));
    gauges
        .of("linnet_rollout_generation", "Generation of the rollout that counts", "model")
        .add(rollout.announcement().generation(), model);
    Progress.State state = Progress.of(rollout, true, clock.millis());
    Gauges.Family states =
        gauges.of("linnet_rollout_state", "1 for the state that the rollout has", "model", "state");
    for (Progress.State each : Progress.State.values()) {
      states.add(each == state ? 1 : 0, model, each.name());
    }
    Gauges.Family waves =
        gauges.of("linnet_rollout_waves", "Waves of the rollout by state", "model", "state");
    List<Progress.WaveState> of =
        IntStream.range(0, rollout.announcement().plan().waves().size())
            .mapToObj(wave -> Progress.ofWave(rollout, wave))
            .toList();
    for (Progress.WaveState each : Progress.WaveState.values()) {
      waves.add(of.stream().filter(each::equals).count(), model, each.name());
    }
    Gauges.Family verdicts =
        gauges.of("linnet_rollout_verdicts", "Verdicts on the rollout", "model", "outcome");
    for (Outcome each : Outcome.values()) {
      verdicts.add(
          rollout.verdicts().values().stream().filter(it -> it.outcome() == each).count(),
          model,
          each.name());
    }
    votes(gauges, seen, rollout, model);
    gauges
        .of(
            "linnet_rollout_overdue_seconds",
            "How long the verdict of this node's region is overdue: beyond the deadline or, without"
                + " one, the bake time",
            "model")
        .add(Overdue.seconds(seen, rollout, clock.millis()), model);
    RolloutNodes.show(gauges, seen, rollout);
  }

  /** How far this node is with the rollout that counts. */
  private static String phase(NodeView seen, Rollout head) {
    Course course = seen.courses().get(head.announcement().model());
    return course == null ? "" : course.phase().name();
  }

  private static void votes(Gauges gauges, NodeView seen, Rollout rollout, String model) {
    Progress.judging(rollout, seen.region())
        .flatMap(rollout::tally)
        .ifPresent(
            tally ->
                gauges
                    .of(
                        "linnet_rollout_votes",
                        "Votes of the jury that judges in this node's region",
                        "model",
                        "vote")
                    .add(tally.healthy(), model, "HEALTHY")
                    .add(tally.unhealthy(), model, "UNHEALTHY")
                    .add(tally.ineligible(), model, "INELIGIBLE")
                    .add(tally.silent(), model, "SILENT"));
  }

  private static void course(Gauges gauges, NodeView seen, String model, Course course) {
    boolean stale =
        course.decision().reasons().stream()
            .limit(1)
            .anyMatch(reason -> reason.cause() == Cause.STALE);
    gauges
        .of(
            "linnet_rollout_stale",
            "1 while nothing but old news keeps the rollout from opening here",
            "model")
        .add(stale ? 1 : 0, model);
    long silentNanos = course.silentNanos().values().stream().max(Long::compare).orElse(0L);
    gauges
        .of(
            "linnet_rollout_silence_seconds",
            "How long the region that is silent longest was not heard of, where news are waited"
                + " for",
            "model")
        .add(silentNanos / 1e9, model);
    Gauges.Family serving =
        gauges.of("linnet_serving_info", "The version that answers: always 1", "model", "version");
    seen.rollouts().stream()
        .filter(rollout -> Objects.equals(rollout.id(), course.running()))
        .forEach(rollout -> serving.add(1, model, rollout.announcement().version()));
  }
}
