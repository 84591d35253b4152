package dev.linnet.core;

import dev.linnet.core.mesh.NodeRecord.Status;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Vote;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a node says in its directory record about each model. */
final class Statuses {
  private Statuses() {}

  /**
   * The status of one model.
   *
   * @param last the status last published; it is returned, with its time, if it is still true
   */
  static Status of(List<Rollout> rollouts, Pilot pilot, @Nullable Status last, long wallMillis) {
    String version =
        rollouts.stream()
            .filter(rollout -> rollout.id().equals(pilot.running()))
            .map(rollout -> rollout.announcement().version())
            .findFirst()
            .orElse(null);
    String reason =
        pilot.decision().reasons().isEmpty() ? "" : pilot.decision().reasons().get(0).sentence();
    Status status =
        new Status(
            version,
            rollouts.get(0).id(),
            pilot.phase(rollouts).name(),
            wallMillis,
            Vote.fit(reason));
    return last != null && unchanged(last, status) ? last : status;
  }

  private static boolean unchanged(Status last, Status status) {
    return new Status(
            last.version(), last.rollout(), last.phase(), status.sinceMillis(), last.reason())
        .equals(status);
  }
}
