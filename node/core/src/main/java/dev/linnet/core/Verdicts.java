package dev.linnet.core;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.replica.Replica;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Tally;
import dev.linnet.core.trust.NodeStatement;
import java.util.List;
import java.util.Optional;

/** Makes the verdicts of this node's region out of its votes, once they are enough. */
final class Verdicts {
  private final RegionName region;
  private final Replica replica;
  private final Facts facts;

  Verdicts(RegionName region, Replica replica, Facts facts) {
    this.region = region;
    this.replica = replica;
    this.facts = facts;
  }

  /** Assembles the certificates of a rollout where its votes prove more than is known. */
  void assemble(Rollout rollout, long nowNanos, Effects effects) {
    for (Jury jury : rollout.announcement().juries()) {
      if (jury.region().equals(region)) {
        rollout
            .announcement()
            .panels(jury)
            .forEach(panel -> assemble(rollout, panel, nowNanos, effects));
      }
    }
  }

  private void assemble(Rollout rollout, Panel panel, long nowNanos, Effects effects) {
    Optional<Outcome> proven = rollout.tally(panel).flatMap(Tally::outcome);
    if (proven.isEmpty()) {
      return;
    }
    Rollout.Verdict known = rollout.verdicts().get(panel);
    if (known == null || known.outcome().compareTo(proven.get()) < 0) {
      List<NodeStatement> votes = replica.quorum(rollout, panel, proven.get());
      facts.learn(
          new Fact.Certificate(rollout.id(), panel, proven.get(), votes), null, nowNanos, effects);
    }
  }
}
