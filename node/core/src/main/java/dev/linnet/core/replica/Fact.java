package dev.linnet.core.replica;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.NodeStatement;
import java.util.List;

/**
 * One thing that travels by gossip. Nothing in it is believed before its signatures are checked.
 */
public sealed interface Fact {

  /** An announcement or a control, signed by operators. */
  record ByOperator(Envelope envelope) implements Fact {}

  /** A node's directory record, vote or pulse, signed by that node. */
  record ByNode(NodeStatement statement) implements Fact {}

  /** What a panel decided, proven by the votes in it; whoever assembled it is not asked. */
  record Certificate(Digest rollout, Panel panel, Outcome outcome, List<NodeStatement> votes)
      implements Fact {
    public Certificate {
      votes = List.copyOf(votes);
    }

    /** What a whole jury decided. */
    public Certificate(
        Digest rollout, int wave, RegionName region, Outcome outcome, List<NodeStatement> votes) {
      this(rollout, new Panel(wave, region, null), outcome, votes);
    }
  }

  /**
   * Two votes of one juror on one rollout that bear one number and say different things. Proves
   * itself, whoever found it, and is never taken back.
   */
  record DoubleVote(NodeStatement one, NodeStatement other) implements Fact {}
}
