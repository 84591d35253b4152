package dev.linnet.core.replica;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.trust.NodeStatement;
import java.util.Objects;

/** A vote whose signature was checked, with who cast it and the words that prove it. */
record Cast(NodeName juror, Vote vote, NodeStatement statement) {

  static Cast of(Entry entry) {
    return new Cast(
        Objects.requireNonNull(entry.node()),
        (Vote) entry.payload(),
        ((Fact.ByNode) entry.fact()).statement());
  }

  /** Whether the two prove that their juror says different things under one number. */
  boolean contradicts(Cast other) {
    return juror.equals(other.juror)
        && vote.rollout().equals(other.vote.rollout())
        && vote.wave() == other.vote.wave()
        && vote.sequence() == other.vote.sequence()
        && !statement.statement().payload().equals(other.statement.statement().payload());
  }
}
