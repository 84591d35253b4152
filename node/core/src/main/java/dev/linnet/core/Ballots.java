package dev.linnet.core;

import dev.linnet.core.health.Evidence;
import dev.linnet.core.mesh.Self;
import dev.linnet.core.replica.Replica;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Rollout.Place;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.rollout.Vote.Ballot;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Casts this node's votes. A juror says a thing once; what it said against a version, it never
 * takes back.
 */
final class Ballots {
  private final String mesh;
  private final Self self;
  private final Replica replica;
  private final Facts facts;

  Ballots(String mesh, Self self, Replica replica, Facts facts) {
    this.mesh = mesh;
    this.self = self;
    this.replica = replica;
    this.facts = facts;
  }

  /** Votes if this node is a juror of the rollout and has not said as much before. */
  void cast(
      Rollout rollout,
      Ballot ballot,
      String reason,
      Evidence evidence,
      long nowNanos,
      Effects effects) {
    OptionalInt wave = rollout.announcement().waveOf(self);
    if (wave.isEmpty()) {
      return;
    }
    Jury jury = rollout.announcement().jury(wave.getAsInt(), self.region()).orElseThrow();
    if (!jury.jurors().contains(self.node())) {
      return;
    }
    Map<Ballot, Vote> before =
        replica
            .rollout(rollout.id())
            .map(current -> current.votes().get(new Place(wave.getAsInt(), self.region())))
            .map(votes -> votes.get(self.node()))
            .orElse(new EnumMap<>(Ballot.class));
    if (before.containsKey(ballot) || before.containsKey(Ballot.UNHEALTHY)) {
      return;
    }
    long sequence = 1 + before.values().stream().mapToLong(Vote::sequence).max().orElse(0);
    Vote vote =
        new Vote(mesh, rollout.id(), wave.getAsInt(), sequence, ballot, Vote.fit(reason), evidence);
    facts.say(Vote.PAYLOAD_TYPE, vote.toPayload(), nowNanos, effects);
  }
}
