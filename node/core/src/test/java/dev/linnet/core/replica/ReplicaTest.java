package dev.linnet.core.replica;

import static dev.linnet.core.TestPeople.EU;
import static dev.linnet.core.TestPeople.MODEL;
import static dev.linnet.core.TestPeople.NA;
import static dev.linnet.core.TestPeople.announce;
import static dev.linnet.core.TestPeople.announcement;
import static dev.linnet.core.TestPeople.by;
import static dev.linnet.core.TestPeople.control;
import static dev.linnet.core.TestPeople.key;
import static dev.linnet.core.TestPeople.record;
import static dev.linnet.core.TestPeople.trust;
import static dev.linnet.core.TestPeople.vote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Message.Version;
import dev.linnet.core.replica.Joined.Status;
import dev.linnet.core.rollout.AnnouncementJson;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Tally;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.NodeStatement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplicaTest {
  private final Fact.ByOperator first = announce(announcement(1, "1"));
  private final Digest rollout = first.envelope().id();
  private final Replica replica = new Replica(trust(), EU);

  @Test
  void factsMergeToTheSameReplicaInAnyOrderAndHoweverOften() {
    List<Fact> facts = manyFacts();
    List<Long> expected = hashes(joined(facts));
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<Fact> shuffled = new ArrayList<>(facts);
      shuffled.addAll(facts.subList(0, random.nextInt(facts.size())));
      Collections.shuffle(shuffled, random);
      assertThat(hashes(joined(shuffled))).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void twoReplicasThatDifferBecomeOneByComparison() {
    List<Fact> facts = manyFacts();
    Replica one = joined(facts.subList(0, facts.size() / 2));
    Replica other = joined(facts);
    Comparison ours = new Comparison(one);
    Comparison theirs = new Comparison(other);
    List<Integer> buckets = theirs.differing(true, ours.bucketHashes(true));
    List<Version> lacked = theirs.lackedThere(true, buckets, ours.versions(true, buckets));
    theirs.facts(true, lacked.stream().map(Version::keyHash).toList()).forEach(one::join);
    assertThat(ours.bucketHashes(true)).isEqualTo(theirs.bucketHashes(true));
  }

  @Test
  void unhealthyIsNeverTakenBack() {
    replica.join(first);
    replica.join(vote("eu-1", EU, rollout, 0, 1, Ballot.UNHEALTHY));
    replica.join(vote("eu-1", EU, rollout, 0, 9, Ballot.HEALTHY));
    Tally tally = replica.rollout(rollout).orElseThrow().tally(0, EU).orElseThrow();
    assertThat(tally.unhealthy()).isEqualTo(1);
    assertThat(tally.healthy()).isZero();
  }

  @Test
  void abortAbsorbsWhateverComesBeforeAndAfter() {
    replica.join(first);
    replica.join(control(rollout, Control.Action.RESUME, 100));
    replica.join(control(rollout, Control.Action.ABORT, 0));
    replica.join(control(rollout, Control.Action.RESUME, 200));
    assertThat(replica.rollout(rollout).orElseThrow().aborted()).isTrue();
  }

  @Test
  void pauseWinsATie() {
    replica.join(first);
    replica.join(control(rollout, Control.Action.PAUSE, 5));
    replica.join(control(rollout, Control.Action.RESUME, 5));
    assertThat(replica.rollout(rollout).orElseThrow().paused()).isTrue();
    replica.join(control(rollout, Control.Action.RESUME, 6));
    assertThat(replica.rollout(rollout).orElseThrow().paused()).isFalse();
  }

  @Test
  void certificateConvincesANodeThatNeverSawTheVoters() {
    Replica far = new Replica(trust(), NA);
    far.join(first);
    assertThat(far.join(certificate(Outcome.PROMOTED, 0, promoting())).status())
        .isEqualTo(Status.NEWS);
    assertThat(far.rollout(rollout).orElseThrow().promoted(0, EU)).isTrue();
  }

  @Test
  void rolledBackWinsOverPromotedInAnyOrder() {
    List<NodeStatement> bad =
        List.of(statement("eu-1", Ballot.UNHEALTHY), statement("eu-2", Ballot.UNHEALTHY));
    replica.join(first);
    replica.join(certificate(Outcome.ROLLED_BACK, 0, bad));
    assertThat(replica.join(certificate(Outcome.PROMOTED, 0, promoting())).status())
        .isEqualTo(Status.KNOWN);
    assertThat(replica.rollout(rollout).orElseThrow().rolledBack(0, EU)).isTrue();
  }

  @Test
  void certificatesThatProveNothingAreRefused() {
    replica.join(first);
    NodeStatement one = statement("eu-1", Ballot.HEALTHY);
    NodeStatement two = statement("eu-2", Ballot.HEALTHY);
    NodeStatement stranger = statement("eu-9", Ballot.HEALTHY);
    NodeStatement elsewhere = vote("na-1", NA, rollout, 0, 1, Ballot.HEALTHY).statement();
    NodeStatement moved = vote("eu-2", NA, rollout, 0, 1, Ballot.HEALTHY).statement();
    NodeStatement otherWave = vote("eu-2", EU, rollout, 1, 1, Ballot.HEALTHY).statement();
    NodeStatement record = record("eu-2", EU, 1).statement();
    NodeStatement forged = new NodeStatement(two.statement(), one.enrolment());
    for (List<NodeStatement> votes :
        List.of(
            List.<NodeStatement>of(),
            List.of(one),
            List.of(one, one),
            List.of(one, stranger),
            List.of(one, elsewhere),
            List.of(one, moved),
            List.of(one, otherWave),
            List.of(one, record),
            List.of(one, forged),
            List.of(one, two, one, two),
            Collections.nCopies(65, one))) {
      Joined joined = replica.join(certificate(Outcome.PROMOTED, 0, votes));
      assertThat(joined.status()).isEqualTo(Status.REFUSED);
      assertThat(joined.reason()).isNotBlank().doesNotContain("\n");
    }
    assertThat(replica.join(certificate(Outcome.ROLLED_BACK, 0, List.of(one, two))).status())
        .isEqualTo(Status.REFUSED);
    assertThat(replica.join(certificate(Outcome.PROMOTED, 1, List.of(one, two))).status())
        .isEqualTo(Status.REFUSED);
  }

  @Test
  void whatIsNotSignedByTheRightKeyIsRefused() {
    Bytes payload = AnnouncementJson.write(announcement(2, "2"));
    for (Envelope envelope :
        List.of(
            new Envelope(first.envelope().payloadType(), payload, List.of()),
            new Envelope(first.envelope().payloadType(), payload, first.envelope().signatures()),
            new Envelope(
                Control.PAYLOAD_TYPE, first.envelope().payload(), first.envelope().signatures()))) {
      assertThat(replica.join(new Fact.ByOperator(envelope)).status()).isEqualTo(Status.REFUSED);
    }
    Envelope byStranger = Envelope.sign(first.envelope().payloadType(), payload, key("mallory"));
    assertThat(replica.join(new Fact.ByOperator(byStranger)).status()).isEqualTo(Status.UNPLACED);
    assertThat(replica.places().under("")).isEmpty();
    Fact.ByNode honest = record("eu-1", EU, 1);
    NodeStatement stolen =
        new NodeStatement(
            honest.statement().statement(), record("eu-2", EU, 1).statement().enrolment());
    assertThat(replica.join(new Fact.ByNode(stolen)).status()).isEqualTo(Status.REFUSED);
    assertThat(replica.join(by("eu-1", EU, "application/unknown", Bytes.utf8("{}"))).status())
        .isEqualTo(Status.REFUSED);
  }

  @Test
  void voteFromAnotherRegionOrOutsideTheJuryIsRefused() {
    replica.join(first);
    assertThat(replica.join(vote("na-1", NA, rollout, 1, 1, Ballot.HEALTHY)).status())
        .isEqualTo(Status.REFUSED);
    assertThat(replica.join(vote("eu-7", EU, rollout, 0, 1, Ballot.HEALTHY)).status())
        .isEqualTo(Status.REFUSED);
    assertThat(replica.join(vote("eu-1", EU, rollout, 1, 1, Ballot.HEALTHY)).status())
        .isEqualTo(Status.REFUSED);
  }

  @Test
  void generationThatLeaptAheadDoesNotCountInAnyOrder() {
    Fact leap = announce(announcement(Long.MAX_VALUE, "9"));
    Fact next = announce(announcement(1_001, "3"));
    for (List<Fact> order :
        List.of(
            List.of(first, next, leap), List.of(leap, next, first), List.of(next, leap, first))) {
      Replica met = joined(order);
      assertThat(met.rollouts(MODEL))
          .extracting(known -> known.announcement().generation())
          .containsExactly(1_001L, 1L);
    }
    assertThat(joined(List.of(leap)).models()).isEmpty();
  }

  @Test
  void newcomerFollowsAHighGenerationThatJuriesProved() {
    Fact.ByOperator high = announce(announcement(5_000, "7"));
    replica.join(first);
    replica.join(high);
    assertThat(replica.rollouts(MODEL)).hasSize(1);
    finish(high.envelope().id());
    replica.join(announce(announcement(5_001, "8")));
    replica.collectGarbage();
    assertThat(replica.rollouts(MODEL))
        .extracting(known -> known.announcement().generation())
        .containsExactly(5_001L, 5_000L);
  }

  @Test
  void whatFollowedFromSomethingThatIsGoneGoesInEveryOrder() {
    Fact leap = announce(announcement(1_001, "2"));
    Fact.ByOperator settled = announce(announcement(1_002, "3"));
    Fact last = announce(announcement(1_003, "4"));
    List<Fact> proofs = finished(settled.envelope().id());
    Replica rising = joined(List.of(first, leap, settled));
    proofs.forEach(rising::join);
    rising.join(last);
    Replica falling = joined(List.of(last, leap, settled));
    proofs.forEach(falling::join);
    falling.join(first);
    for (Replica replica : List.of(rising, falling)) {
      replica.collectGarbage();
      assertThat(replica.fact("rollout/" + ((Fact.ByOperator) leap).envelope().id())).isEmpty();
    }
    assertThat(hashes(rising)).isEqualTo(hashes(falling));
  }

  @Test
  void whatIsSupersededAndSettledGoesAndDoesNotComeBack() {
    Fact.ByOperator second = announce(announcement(2, "2"));
    replica.join(first);
    replica.join(second);
    finish(second.envelope().id());
    replica.join(announce(announcement(3, "3")));
    assertThat(replica.collectGarbage().leftBehind())
        .flatExtracting(Garbage.LeftBehind::places)
        .contains("rollout/" + rollout);
    assertThat(replica.rollouts(MODEL)).extracting(Rollout::id).doesNotContain(rollout);
    assertThat(replica.join(first).status()).isEqualTo(Status.STALE);
    assertThat(replica.join(vote("eu-1", EU, rollout, 0, 1, Ballot.HEALTHY)).status())
        .isEqualTo(Status.UNPLACED);
  }

  @Test
  void whatIsProvenStaysWhileTheNewerIsNotSettled() {
    replica.join(first);
    finish(rollout);
    replica.join(announce(announcement(2, "2")));
    replica.join(announce(announcement(3, "3")));
    assertThat(replica.rollouts(MODEL)).extracting(Rollout::id).contains(rollout);
  }

  @Test
  void whatIsProvenStaysBelowWhatWasPromotedAndThenAborted() {
    Fact.ByOperator second = announce(announcement(2, "2"));
    replica.join(first);
    finish(rollout);
    replica.join(second);
    finish(second.envelope().id());
    replica.join(control(second.envelope().id(), Control.Action.ABORT, 0));
    replica.join(announce(announcement(3, "3")));
    replica.collectGarbage();
    assertThat(replica.rollouts(MODEL)).extracting(Rollout::id).contains(rollout);
  }

  private void finish(Digest id) {
    finished(id).forEach(replica::join);
  }

  private static List<Fact> finished(Digest id) {
    return List.of(
        new Fact.Certificate(
            id,
            0,
            EU,
            Outcome.PROMOTED,
            List.of(
                vote("eu-1", EU, id, 0, 1, Ballot.HEALTHY).statement(),
                vote("eu-2", EU, id, 0, 1, Ballot.HEALTHY).statement())),
        new Fact.Certificate(
            id,
            1,
            NA,
            Outcome.PROMOTED,
            List.of(
                vote("na-1", NA, id, 1, 1, Ballot.HEALTHY).statement(),
                vote("na-2", NA, id, 1, 1, Ballot.HEALTHY).statement())));
  }

  private List<NodeStatement> promoting() {
    return List.of(statement("eu-1", Ballot.HEALTHY), statement("eu-2", Ballot.HEALTHY));
  }

  private NodeStatement statement(String node, Ballot ballot) {
    return vote(node, EU, rollout, 0, 1, ballot).statement();
  }

  private Fact.Certificate certificate(Outcome outcome, int wave, List<NodeStatement> votes) {
    return new Fact.Certificate(rollout, wave, EU, outcome, votes);
  }

  private List<Fact> manyFacts() {
    List<Fact> facts = new ArrayList<>();
    facts.add(first);
    facts.add(announce(announcement(2, "2")));
    facts.add(control(rollout, Control.Action.PAUSE, 3));
    facts.add(control(rollout, Control.Action.RESUME, 3));
    facts.add(control(rollout, Control.Action.RESUME, 2));
    facts.add(certificate(Outcome.PROMOTED, 0, promoting()));
    facts.add(
        certificate(
            Outcome.PROMOTED,
            0,
            List.of(statement("eu-2", Ballot.HEALTHY), statement("eu-3", Ballot.HEALTHY))));
    for (int i = 1; i <= 3; i++) {
      facts.add(record("eu-" + i, EU, i));
      facts.add(record("eu-" + i, EU, 10 - i));
      facts.add(vote("eu-" + i, EU, rollout, 0, 1, Ballot.HEALTHY));
      facts.add(vote("eu-" + i, EU, rollout, 0, 2, Ballot.UNHEALTHY));
    }
    return facts;
  }

  /** Joins until nothing changes: what hangs on an announcement waits for it. */
  private static Replica joined(List<Fact> facts) {
    Replica joined = new Replica(trust(), EU);
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Fact fact : facts) {
        changed |= joined.join(fact).status() == Status.NEWS;
      }
    }
    return joined;
  }

  private static List<Long> hashes(Replica replica) {
    return new Comparison(replica).bucketHashes(true);
  }
}
