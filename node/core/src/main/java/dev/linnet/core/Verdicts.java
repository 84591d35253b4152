package dev.linnet.core;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.replica.Replica;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Rollout.Place;
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

  /** Assembles the certificate of a rollout if its votes prove more than is known. */
  void assemble(Rollout rollout, long nowNanos, Effects effects) {
    Optional<Outcome> proven = rollout.tally(region).flatMap(tally -> tally.outcome());
    if (proven.isEmpty()) {
      return;
    }
    int wave = rollout.announcement().waveOf(region).orElseThrow();
    Rollout.Verdict known = rollout.verdicts().get(new Place(wave, region));
    if (known == null || known.outcome().compareTo(proven.get()) < 0) {
      List<NodeStatement> votes = replica.quorum(rollout, wave, proven.get());
      facts.learn(
          new Fact.Certificate(rollout.id(), wave, region, proven.get(), votes),
          null,
          nowNanos,
          effects);
    }
  }
}
