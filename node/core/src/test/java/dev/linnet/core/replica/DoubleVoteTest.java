package dev.linnet.core.replica;

import static dev.linnet.core.TestPeople.EU;
import static dev.linnet.core.TestPeople.NA;
import static dev.linnet.core.TestPeople.announce;
import static dev.linnet.core.TestPeople.announcement;
import static dev.linnet.core.TestPeople.trust;
import static dev.linnet.core.TestPeople.vote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.replica.Joined.Status;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Tally;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.NodeStatement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Region eu judges with three jurors: two HEALTHY promote, two UNHEALTHY roll back. */
class DoubleVoteTest {
  private final Fact.ByOperator announced = announce(announcement(1, "1"));
  private final Digest id = announced.envelope().id();
  private final Replica eu = new Replica(trust(), EU);
  private final Replica na = new Replica(trust(), NA);

  @Test
  void jurorWhoTellsEachHalfWhatItLikesConvictsItself() {
    join(eu, announced);
    join(eu, cast("eu-1", 1, Ballot.HEALTHY));
    join(eu, cast("eu-1", 1, Ballot.UNHEALTHY));
    assertThat(rollout(eu).doubted()).containsExactly(new NodeName("eu-1"));
    join(eu, cast("eu-2", 1, Ballot.HEALTHY));
    Tally tally = rollout(eu).tally(0, EU).orElseThrow();
    assertThat(tally.healthy()).isEqualTo(1);
    assertThat(tally.unhealthy()).isEqualTo(1);
  }

  @Test
  void twoHealthyVotesUnderOneNumberCountAsNone() {
    join(eu, announced);
    join(eu, cast("eu-1", 1, Ballot.HEALTHY));
    join(eu, cast("eu-1", 1, Ballot.INELIGIBLE));
    join(eu, cast("eu-2", 1, Ballot.HEALTHY));
    Tally tally = rollout(eu).tally(0, EU).orElseThrow();
    assertThat(tally.healthy()).isEqualTo(1);
    assertThat(tally.silent()).isEqualTo(2);
    assertThat(tally.outcome()).isEmpty();
  }

  @Test
  void jurorWhoChangesItsMindUnderANewNumberIsHonest() {
    join(eu, announced);
    join(eu, cast("eu-1", 1, Ballot.HEALTHY));
    join(eu, cast("eu-1", 1, Ballot.HEALTHY));
    join(eu, cast("eu-1", 2, Ballot.UNHEALTHY));
    assertThat(rollout(eu).doubted()).isEmpty();
  }

  @Test
  void proofWeakensACertificateAlikeBeforeAndAfterIt() {
    Fact promoted = certificate("eu-1", "eu-2");
    Fact proof = proofAgainst("eu-1");
    join(eu, announced, promoted, proof);
    join(na, announced, proof, promoted);
    for (Replica replica : List.of(eu, na)) {
      assertThat(rollout(replica).promoted(0, EU)).isFalse();
    }
    assertThat(new Comparison(eu).bucketHashes(false))
        .isEqualTo(new Comparison(na).bucketHashes(false));
  }

  @Test
  void otherJurorsHealTheVerdictThatADoubleVoteBroke() {
    join(eu, announced, certificate("eu-1", "eu-2"), proofAgainst("eu-1"));
    join(eu, cast("eu-3", 1, Ballot.HEALTHY));
    assertThat(rollout(eu).tally(0, EU).orElseThrow().outcome()).contains(Outcome.PROMOTED);
    List<NodeStatement> votes = eu.quorum(rollout(eu), new Panel(0, EU, null), Outcome.PROMOTED);
    Fact healed = new Fact.Certificate(id, 0, EU, Outcome.PROMOTED, votes);
    join(na, announced, certificate("eu-1", "eu-2"), proofAgainst("eu-1"), healed);
    assertThat(rollout(na).promoted(0, EU)).isTrue();
    join(na, certificate("eu-1", "eu-2"));
    assertThat(rollout(na).promoted(0, EU)).isTrue();
  }

  @Test
  void rollbackStandsWhoeverOfItsVotersEquivocated() {
    Fact rolledBack =
        new Fact.Certificate(
            id,
            0,
            EU,
            Outcome.ROLLED_BACK,
            List.of(
                cast("eu-1", 1, Ballot.UNHEALTHY).statement(),
                cast("eu-2", 1, Ballot.UNHEALTHY).statement()));
    join(na, announced, proofAgainst("eu-1"), proofAgainst("eu-2"), rolledBack);
    assertThat(rollout(na).rolledBack(0, EU)).isTrue();
  }

  @Test
  void doubtfulAbstentionNeitherHelpsToPromoteNorHindersToRollBack() {
    join(eu, announced);
    join(eu, cast("eu-1", 1, Ballot.INELIGIBLE), cast("eu-2", 1, Ballot.INELIGIBLE));
    assertThat(rollout(eu).tally(0, EU).orElseThrow().quorum().rollback()).isEqualTo(1);
    join(eu, proofAgainst("eu-1"), proofAgainst("eu-2"));
    Tally tally = rollout(eu).tally(0, EU).orElseThrow();
    assertThat(tally.quorum().promote()).isEqualTo(2);
    assertThat(tally.quorum().rollback()).isEqualTo(1);
  }

  @Test
  void whatProvesNothingConvictsNobody() {
    join(na, announced);
    NodeStatement one = cast("eu-1", 1, Ballot.HEALTHY).statement();
    for (NodeStatement other :
        List.of(
            one,
            cast("eu-1", 2, Ballot.UNHEALTHY).statement(),
            cast("eu-2", 1, Ballot.UNHEALTHY).statement(),
            new NodeStatement(
                cast("eu-2", 1, Ballot.UNHEALTHY).statement().statement(), one.enrolment()))) {
      Joined joined = na.join(new Fact.DoubleVote(one, other));
      assertThat(joined.status()).isEqualTo(Status.REFUSED);
      assertThat(joined.reason()).isNotBlank();
    }
    assertThat(rollout(na).doubted()).isEmpty();
  }

  private Fact proofAgainst(String juror) {
    return new Fact.DoubleVote(
        cast(juror, 7, Ballot.HEALTHY).statement(), cast(juror, 7, Ballot.UNHEALTHY).statement());
  }

  private Fact certificate(String one, String other) {
    return new Fact.Certificate(
        id,
        0,
        EU,
        Outcome.PROMOTED,
        List.of(
            cast(one, 1, Ballot.HEALTHY).statement(), cast(other, 1, Ballot.HEALTHY).statement()));
  }

  private Fact.ByNode cast(String juror, long sequence, Ballot ballot) {
    return vote(juror, EU, id, 0, sequence, ballot);
  }

  private Rollout rollout(Replica replica) {
    return replica.rollout(id).orElseThrow();
  }

  /** Joins facts and what they imply, as a node does. */
  private static void join(Replica replica, Fact... facts) {
    for (Fact fact : facts) {
      Joined joined = replica.join(fact);
      assertThat(joined.status()).as("%s", joined).isIn(Status.NEWS, Status.KNOWN);
      joined.implied().forEach(more -> join(replica, more));
    }
  }
}
