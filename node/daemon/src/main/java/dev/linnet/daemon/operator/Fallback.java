package dev.linnet.daemon.operator;

import dev.linnet.core.NodeView;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.rollout.Cover;
import dev.linnet.core.rollout.Rollout;
import java.util.Optional;

/** What a region goes back to when a model's head fails there: the last that it proved. */
final class Fallback {
  private Fallback() {}

  static Optional<Rollout> of(NodeView view, ModelName model, RegionName region) {
    return view.rollouts().stream()
        .filter(rollout -> rollout.announcement().model().equals(model))
        .filter(rollout -> !rollout.aborted())
        .filter(rollout -> Cover.coveringAll(rollout, region).isEmpty())
        .filter(rollout -> Cover.halting(rollout).isEmpty())
        .filter(rollout -> provenIn(rollout, region))
        .findFirst();
  }

  private static boolean provenIn(Rollout rollout, RegionName region) {
    return rollout.announcement().juries().stream()
        .filter(jury -> jury.region().equals(region))
        .anyMatch(jury -> rollout.promoted(jury.wave(), region));
  }
}
