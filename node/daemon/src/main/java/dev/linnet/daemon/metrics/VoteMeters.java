package dev.linnet.daemon.metrics;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.trust.Enrolment;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** The votes that this node cast itself; it says the same anew until the next rollout. */
final class VoteMeters {
  private final NodeName self;
  private final Map<Ballot, Counter> cast = new EnumMap<>(Ballot.class);

  VoteMeters(MeterRegistry registry, NodeName self) {
    this.self = self;
    for (Ballot ballot : Ballot.values()) {
      cast.put(
          ballot,
          Counter.builder("linnet.votes.cast")
              .description("Votes that this node signed")
              .tag("vote", ballot.name())
              .register(registry));
    }
  }

  /** Takes note of a fact, which counts if it is a vote of this node. */
  void kept(Fact fact) {
    if (fact instanceof Fact.ByNode node
        && node.statement().statement().payloadType().equals(Vote.PAYLOAD_TYPE)
        && Enrolment.parse(node.statement().enrolment().payload()).node().equals(self)) {
      Counter counter = cast.get(Vote.parse(node.statement().statement().payload()).ballot());
      if (counter != null) {
        counter.increment();
      }
    }
  }
}
