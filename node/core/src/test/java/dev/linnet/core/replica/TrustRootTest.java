package dev.linnet.core.replica;

import static dev.linnet.core.TestPeople.AUTHORITY;
import static dev.linnet.core.TestPeople.BOB;
import static dev.linnet.core.TestPeople.CAROL;
import static dev.linnet.core.TestPeople.EU;
import static dev.linnet.core.TestPeople.MODEL;
import static dev.linnet.core.TestPeople.OPERATOR;
import static dev.linnet.core.TestPeople.announce;
import static dev.linnet.core.TestPeople.announcement;
import static dev.linnet.core.TestPeople.control;
import static dev.linnet.core.TestPeople.key;
import static dev.linnet.core.TestPeople.keys;
import static dev.linnet.core.TestPeople.record;
import static dev.linnet.core.TestPeople.roles;
import static dev.linnet.core.TestPeople.root;
import static dev.linnet.core.TestPeople.signed;
import static dev.linnet.core.TestPeople.vote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.replica.Joined.Status;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Tally;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.Trust;
import dev.linnet.core.trust.TrustRoot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Alice and bob operate, either alone; then roots come that change whose word counts. */
class TrustRootTest {
  private static final TrustRoot FIRST = root();
  private static final TrustRoot SECOND =
      FIRST.rotating(
          keys(OPERATOR, BOB), roles(AUTHORITY, 1, OPERATOR.publicKey(), BOB.publicKey()));
  private static final TrustRoot BOB_REVOKED =
      SECOND.revoking(List.of(), List.of(BOB.publicKey().keyId()));
  private static final Fact SIGNED_SECOND = signed(SECOND, AUTHORITY);
  private static final Fact SIGNED_BOB_REVOKED = signed(BOB_REVOKED, AUTHORITY);

  private final Fact.ByOperator byAlice = announce(announcement(1, "1"));
  private final Fact.ByOperator byBob = announce(announcement(2, "2"), BOB);
  private final Digest bobs = byBob.envelope().id();

  @Test
  void rootIsReadAsItWasWritten() {
    for (TrustRoot one : List.of(FIRST, SECOND, BOB_REVOKED, FIRST.raisingEpoch())) {
      assertThat(TrustRoot.parse(one.toPayload())).isEqualTo(one);
    }
  }

  @Test
  void nextRootNeedsTheThresholdsOfBoth() {
    Ed25519 newAuthority = key("new authority");
    TrustRoot moved =
        FIRST.rotating(
            with(keys(OPERATOR), newAuthority), roles(newAuthority, 1, OPERATOR.publicKey()));
    Replica replica = replica(FIRST);
    assertThat(replica.join(signed(moved, AUTHORITY)).status()).isEqualTo(Status.REFUSED);
    assertThat(replica.join(signed(moved, newAuthority)).status()).isEqualTo(Status.UNPLACED);
    assertThat(replica.join(signed(moved, OPERATOR)).status()).isEqualTo(Status.REFUSED);
    assertThat(replica.join(signed(moved, AUTHORITY, newAuthority)).status())
        .isEqualTo(Status.NEWS);
    TrustRoot third = moved.raisingEpoch();
    assertThat(replica.join(signed(third, AUTHORITY)).status()).isEqualTo(Status.REFUSED);
    assertThat(replica.join(signed(third, newAuthority)).status()).isEqualTo(Status.NEWS);
  }

  @Test
  void factOfANewOperatorWaitsForTheRootThatNamesIt() {
    Replica replica = replica(FIRST);
    assertThat(replica.join(byBob).status()).isEqualTo(Status.UNPLACED);
    assertThat(replica.join(SIGNED_BOB_REVOKED).status()).isEqualTo(Status.UNPLACED);
    replica.join(SIGNED_SECOND);
    assertThat(replica.join(byBob).status()).isEqualTo(Status.NEWS);
    assertThat(replica.join(SIGNED_BOB_REVOKED).status()).isEqualTo(Status.NEWS);
  }

  @Test
  void nodeThatWasGivenALaterRootLearnsTheEarlierOnes() {
    TrustRoot withoutAlice = SECOND.rotating(keys(BOB), roles(AUTHORITY, 1, BOB.publicKey()));
    Replica old = replica(FIRST);
    Replica fresh = replica(withoutAlice);
    List<Fact> facts =
        List.of(signed(FIRST, AUTHORITY), SIGNED_SECOND, signed(withoutAlice, AUTHORITY), byAlice);
    assertThat(fresh.join(byAlice).status()).isEqualTo(Status.UNPLACED);
    joinAll(old, facts);
    joinAll(fresh, facts);
    assertThat(fresh.rollouts(MODEL)).hasSize(1);
    assertThat(hashes(fresh)).isEqualTo(hashes(old));
  }

  @Test
  void anotherFirstRootIsRefused() {
    TrustRoot other =
        TrustRoot.first(
            FIRST.mesh(),
            FIRST.expires(),
            keys(OPERATOR, BOB),
            roles(AUTHORITY, 1, OPERATOR.publicKey()));
    assertThat(replica(FIRST).join(signed(other, AUTHORITY)).status()).isEqualTo(Status.REFUSED);
  }

  @Test
  void twoRootsOfOneVersionStopAllThatIsNewForGood() {
    TrustRoot other = FIRST.revoking(Set.of(new NodeName("eu-1")), Set.of());
    Replica replica = joined(List.of(SIGNED_SECOND, signed(other, AUTHORITY), byAlice));
    assertThat(replica.isForked()).isTrue();
    replica.join(control(byAlice.envelope().id(), Control.Action.RESUME, 9));
    assertThat(replica.rollouts(MODEL).get(0).paused()).isTrue();
    replica.join(SIGNED_BOB_REVOKED);
    assertThat(replica.rollouts(MODEL).get(0).paused()).isTrue();
  }

  @Test
  void rolloutOfARevokedOperatorWaitsForAnother() {
    Replica replica = joined(List.of(SIGNED_SECOND, byBob));
    assertThat(bobs(replica).paused()).isFalse();
    replica.join(SIGNED_BOB_REVOKED);
    assertThat(bobs(replica).paused()).isTrue();
    replica.join(control(bobs, Control.Action.RESUME, 50, BOB));
    assertThat(bobs(replica).paused()).isTrue();
    replica.join(control(bobs, Control.Action.RESUME, 1, OPERATOR));
    assertThat(bobs(replica).paused()).isFalse();
  }

  @Test
  void resumeOfARevokedOperatorDoesNotUndoThePauseOfAnother() {
    Digest alices = byAlice.envelope().id();
    Replica replica =
        joined(
            List.of(
                SIGNED_SECOND,
                byAlice,
                control(alices, Control.Action.PAUSE, 1, OPERATOR),
                control(alices, Control.Action.RESUME, 2, BOB)));
    assertThat(replica.rollout(alices).orElseThrow().paused()).isFalse();
    replica.join(SIGNED_BOB_REVOKED);
    assertThat(replica.rollout(alices).orElseThrow().paused()).isTrue();
  }

  @Test
  void revokedOrLeftOutOperatorIsTurnedAwayAtTheDoor() {
    Replica replica = joined(List.of(SIGNED_SECOND));
    assertThat(replica.objection(byBob.envelope())).isEmpty();
    replica.join(SIGNED_BOB_REVOKED);
    assertThat(replica.objection(byBob.envelope())).isPresent();
    assertThat(replica.objection(byAlice.envelope())).isEmpty();
  }

  @Test
  void revocationVoidsHealthyButNotUnhealthyWhicheverCameFirst() {
    Fact revoked = signed(FIRST.revoking(Set.of(new NodeName("eu-1")), Set.of()), AUTHORITY);
    Digest id = byAlice.envelope().id();
    Fact healthy = vote("eu-1", EU, id, 0, 1, Ballot.HEALTHY);
    Fact promoted =
        new Fact.Certificate(
            id,
            0,
            EU,
            Outcome.PROMOTED,
            List.of(
                vote("eu-1", EU, id, 0, 1, Ballot.HEALTHY).statement(),
                vote("eu-2", EU, id, 0, 1, Ballot.HEALTHY).statement()));
    Replica before = joined(List.of(revoked, byAlice, healthy, promoted));
    Replica after = joined(List.of(byAlice, healthy, promoted, revoked));
    assertThat(hashes(before)).isEqualTo(hashes(after));
    for (Replica replica : List.of(before, after)) {
      Rollout rollout = replica.rollout(id).orElseThrow();
      assertThat(rollout.promoted(0, EU)).isFalse();
      Tally tally = rollout.tally(0, EU).orElseThrow();
      assertThat(tally.healthy()).isEqualTo(1);
      assertThat(tally.jurors()).isEqualTo(3);
      assertThat(tally.quorum().promote()).isEqualTo(2);
      replica.join(vote("eu-1", EU, id, 0, 2, Ballot.UNHEALTHY));
      assertThat(replica.rollout(id).orElseThrow().tally(0, EU).orElseThrow().unhealthy())
          .isEqualTo(1);
    }
  }

  @Test
  void revokedNodeLeavesTheDirectory() {
    Fact revoked = signed(FIRST.revoking(Set.of(new NodeName("eu-1")), Set.of()), AUTHORITY);
    Replica replica = joined(List.of(record("eu-1", EU, 1), record("eu-2", EU, 1)));
    assertThat(replica.join(revoked).forgotten()).containsExactly("record/eu-1");
    assertThat(replica.join(record("eu-1", EU, 2)).status()).isEqualTo(Status.REFUSED);
    assertThat(replica.records()).hasSize(1);
  }

  @Test
  void onlyARootRaisesTheEpochAndThenGenerationsBeginAnew() {
    Fact.ByOperator anew = announce(inEpoch(1, announcement(1, "4")));
    Replica replica = joined(List.of(byAlice, announce(announcement(900, "3"))));
    assertThat(replica.join(anew).reason()).contains("epoch");
    assertThat(replica.join(anew).status())
        .as("its root may be on its way")
        .isEqualTo(Status.UNPLACED);
    replica.join(signed(FIRST.raisingEpoch(), AUTHORITY));
    assertThat(replica.join(anew).status()).isEqualTo(Status.NEWS);
    assertThat(replica.rollouts(MODEL).get(0).id()).isEqualTo(anew.envelope().id());
  }

  @Test
  void rootThatLeavesARoleWithoutEnoughKeysCannotBeMade() {
    assertThatThrownBy(() -> FIRST.revoking(Set.of(), Set.of(OPERATOR.publicKey().keyId())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void oneOfTwoOperatorsIsNotEnoughAndASecondCopyAddsTheOther() {
    TrustRoot both =
        FIRST.rotating(
            keys(OPERATOR, BOB, CAROL),
            roles(AUTHORITY, 2, OPERATOR.publicKey(), BOB.publicKey(), CAROL.publicKey()));
    Replica replica = replica(both);
    Announcement next = announcement(1, "1");
    assertThat(replica.join(announce(next, BOB)).status()).isEqualTo(Status.REFUSED);
    assertThat(replica.join(announce(next, BOB, BOB)).status()).isEqualTo(Status.REFUSED);
    Envelope byBob = announce(next, BOB).envelope();
    Envelope twiceByBob =
        new Envelope(
            byBob.payloadType(),
            byBob.payload(),
            List.of(byBob.signatures().get(0), byBob.signatures().get(0)));
    assertThat(replica.join(new Fact.ByOperator(twiceByBob)).status()).isEqualTo(Status.REFUSED);
    assertThat(replica.join(announce(next, BOB, AUTHORITY)).status()).isEqualTo(Status.REFUSED);
    assertThat(replica.join(announce(next, BOB, CAROL)).status()).isEqualTo(Status.NEWS);
    assertThat(replica.join(announce(next, OPERATOR, BOB)).status()).isEqualTo(Status.NEWS);
    assertThat(replica.rollouts(MODEL)).hasSize(1);
    assertThat(replica.rollouts(MODEL).get(0).announcedBy())
        .containsExactly("alice", "bob", "carol");
    assertThat(replica.join(announce(next, BOB, CAROL)).status()).isEqualTo(Status.KNOWN);
    replica.join(signed(both.rotating(both.keys(), both.roles()), AUTHORITY));
    assertThat(replica.rollouts(MODEL).get(0).paused()).isFalse();
  }

  @Test
  void allMergesToTheSameReplicaInAnyOrder() {
    List<Fact> facts = manyFacts();
    Replica expected = joined(facts);
    assertThat(expected.places().under("")).hasSizeGreaterThan(12);
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<Fact> shuffled = new ArrayList<>(facts);
      shuffled.addAll(facts.subList(0, random.nextInt(facts.size())));
      Collections.shuffle(shuffled, random);
      Replica replica = joined(shuffled);
      assertThat(hashes(replica)).as("seed %d", seed).isEqualTo(hashes(expected));
      assertThat(replica.rollouts(MODEL)).as("seed %d", seed).isEqualTo(expected.rollouts(MODEL));
    }
  }

  /** Votes, certificates, a double vote, controls and roots, some of which weaken the others. */
  private List<Fact> manyFacts() {
    Digest id = byAlice.envelope().id();
    List<Fact> facts = new ArrayList<>();
    facts.addAll(List.of(byAlice, byBob, announce(announcement(2, "2"), OPERATOR, BOB)));
    facts.addAll(
        List.of(
            signed(FIRST, AUTHORITY),
            SIGNED_SECOND,
            SIGNED_BOB_REVOKED,
            signed(BOB_REVOKED.revoking(Set.of(new NodeName("eu-3")), Set.of()), AUTHORITY)));
    facts.add(announce(announcement(4_000, "9")));
    facts.add(control(bobs, Control.Action.RESUME, 7, BOB));
    facts.add(control(id, Control.Action.PAUSE, 3, OPERATOR));
    facts.add(control(id, Control.Action.RESUME, 4, OPERATOR, BOB));
    for (List<String> pair : List.of(List.of("eu-1", "eu-2"), List.of("eu-2", "eu-3"))) {
      facts.add(
          new Fact.Certificate(
              id,
              0,
              EU,
              Outcome.PROMOTED,
              pair.stream()
                  .map(node -> vote(node, EU, id, 0, 1, Ballot.HEALTHY).statement())
                  .toList()));
    }
    facts.add(vote("eu-1", EU, id, 0, 1, Ballot.HEALTHY));
    facts.add(vote("eu-1", EU, id, 0, 1, Ballot.UNHEALTHY));
    facts.add(vote("eu-3", EU, id, 0, 2, Ballot.UNHEALTHY));
    facts.add(record("eu-2", EU, 1));
    facts.add(record("eu-3", EU, 1));
    return facts;
  }

  private static Map<String, TrustRoot.NamedKey> with(
      Map<String, TrustRoot.NamedKey> keys, Ed25519 one) {
    keys.put(one.publicKey().keyId(), new TrustRoot.NamedKey("root", one.publicKey()));
    return keys;
  }

  private static Announcement inEpoch(long epoch, Announcement one) {
    return new Announcement(
        one.mesh(),
        one.plan(),
        one.manifest(),
        epoch,
        one.generation(),
        one.previous(),
        one.returnTo(),
        one.retryOf(),
        one.announcedAt(),
        one.expires(),
        one.juries());
  }

  private Rollout bobs(Replica replica) {
    return replica.rollout(bobs).orElseThrow();
  }

  private static Replica replica(TrustRoot anchor) {
    return new Replica(new Trust(anchor, Ed25519.CHECK), EU);
  }

  private static Replica joined(List<Fact> facts) {
    return joinAll(replica(FIRST), facts);
  }

  /** Joins until nothing changes: what rests on another fact waits for it. */
  private static Replica joinAll(Replica replica, List<Fact> facts) {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Fact fact : facts) {
        changed |= join(replica, fact);
      }
    }
    return replica;
  }

  private static boolean join(Replica replica, Fact fact) {
    Joined joined = replica.join(fact);
    boolean changed = joined.status() == Status.NEWS;
    for (Fact more : joined.implied()) {
      changed |= join(replica, more);
    }
    return changed;
  }

  private static List<Long> hashes(Replica replica) {
    return new Comparison(replica).bucketHashes(true);
  }
}
