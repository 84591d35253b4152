package dev.linnet.core;

import dev.linnet.core.mesh.ModelStatus;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Vote;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a node says of itself about each model. */
final class Statuses {
  private Statuses() {}

  /**
   * The status of one model.
   *
   * @param last the status before; it is returned, with its time, if it is still true
   */
  static ModelStatus of(
      List<Rollout> rollouts, Pilot pilot, @Nullable ModelStatus last, long wallMillis) {
    String version =
        rollouts.stream()
            .filter(rollout -> rollout.id().equals(pilot.running()))
            .map(rollout -> rollout.announcement().version())
            .findFirst()
            .orElse(null);
    String reason =
        pilot.decision().reasons().isEmpty() ? "" : pilot.decision().reasons().get(0).sentence();
    ModelStatus status =
        new ModelStatus(
            version,
            rollouts.get(0).id(),
            pilot.phase(rollouts).name(),
            wallMillis,
            Vote.fit(reason));
    return last != null && unchanged(last, status) ? last : status;
  }

  private static boolean unchanged(ModelStatus last, ModelStatus status) {
    return new ModelStatus(
            last.version(), last.rollout(), last.phase(), status.sinceMillis(), last.reason())
        .equals(status);
  }
}
