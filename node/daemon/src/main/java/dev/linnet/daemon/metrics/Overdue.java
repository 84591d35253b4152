package dev.linnet.daemon.metrics;

import dev.linnet.core.NodeView;
import dev.linnet.core.Phase;
import dev.linnet.core.mesh.Directory.Member;
import dev.linnet.core.mesh.ModelStatus;
import dev.linnet.core.mesh.Self;
import dev.linnet.core.rollout.Cover;
import dev.linnet.core.rollout.Deadline;
import dev.linnet.core.rollout.Progress;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Wave;
import java.time.Duration;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How long the verdict on a model's head is overdue in a node's region, by how long the node has
 * had the version: a wave is due at its deadline or, without one, when it was served for its bake
 * time. A node that its wave's window or an earlier wave lets wait has no version yet.
 */
final class Overdue {
  private static final Set<String> NOT_BEGUN =
      EnumSet.of(Phase.INELIGIBLE, Phase.WAITING).stream()
          .map(Phase::name)
          .collect(Collectors.toSet());

  private Overdue() {}

  /** 0 also where no verdict is due: the region has one, or the rollout does not go on. */
  static double seconds(NodeView seen, Rollout head, long wallMillis) {
    return seen.members().stream()
        .filter(member -> member.peer().node().equals(seen.self()))
        .filter(self -> Progress.of(head, true, wallMillis) == Progress.State.ROLLING)
        .mapToDouble(self -> seconds(self, head, wallMillis))
        .findFirst()
        .orElse(0);
  }

  private static double seconds(Member member, Rollout head, long wallMillis) {
    Self self = new Self(member.peer().node(), member.peer().region(), member.record().profile());
    ModelStatus status = member.models().get(head.announcement().model().value());
    OptionalInt wave = head.announcement().waveOf(self);
    if (status == null
        || !status.rollout().equals(head.id())
        || NOT_BEGUN.contains(status.phase())
        || wave.isEmpty()
        || head.provenFor(self)
        || Cover.covering(head, self).isPresent()) {
      return 0;
    }
    Duration due = due(head.announcement().plan().waves().get(wave.getAsInt()));
    return Math.max(0, wallMillis - status.sinceMillis() - due.toMillis()) / 1e3;
  }

  private static Duration due(Wave wave) {
    Deadline deadline = wave.deadline();
    if (deadline != null) {
      return deadline.after();
    }
    return wave.canary() == null ? wave.bake() : wave.bake().plus(wave.canary().lasting());
  }
}
