package dev.linnet.simulator.study;

import dev.linnet.core.mesh.NodeRecord;
import dev.linnet.core.mesh.NodeStatus;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Pulse;
import dev.linnet.core.rollout.Vote;

/** What a message is about, as the tables of costs tell it. */
enum Kind {
  ANNOUNCEMENT,
  VOTE,
  VERDICT,
  /** Pulses as facts, and the questions and answers beside them: what fresh news costs. */
  PULSE,
  /** In which nodes say how far they are. */
  STATUS,
  /** Directory records; a rollout changes none of them. */
  RECORD,
  /** Replicas compared with one another, whether or not there is news. */
  COMPARISON,
  /** Manifests, and who holds which chunks; the chunks themselves go by other calls. */
  MODEL;

  static Kind of(Fact fact) {
    if (fact instanceof Fact.ByOperator) {
      return ANNOUNCEMENT;
    }
    if (fact instanceof Fact.ByNode byNode) {
      String payloadType = byNode.statement().statement().payloadType();
      return payloadType.equals(Pulse.PAYLOAD_TYPE)
          ? PULSE
          : payloadType.equals(Vote.PAYLOAD_TYPE) ? VOTE : ofItself(payloadType);
    }
    return fact instanceof Fact.Certificate ? VERDICT : VOTE;
  }

  private static Kind ofItself(String payloadType) {
    if (payloadType.equals(NodeStatus.PAYLOAD_TYPE)) {
      return STATUS;
    }
    if (payloadType.equals(NodeRecord.PAYLOAD_TYPE)) {
      return RECORD;
    }
    throw new IllegalArgumentException("no kind is known for " + payloadType);
  }
}
