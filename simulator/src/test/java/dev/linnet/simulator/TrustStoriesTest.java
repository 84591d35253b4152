package dev.linnet.simulator;

import static dev.linnet.simulator.Story.LONG;
import static dev.linnet.simulator.Story.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Notice;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.AnnouncementJson;
import dev.linnet.core.rollout.Control.Action;
import dev.linnet.core.rollout.OnFailure;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.TrustRoot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Keys are revoked and rotated while a rollout goes on, and operators meet who did not agree. */
class TrustStoriesTest {

  /** Rule 14, with the resume of another operator. */
  @Test
  void rolloutOfRevokedOperatorWaitsUntilAnotherResumes() {
    Story story = threeRegions(501);
    SimulatedTrust trust = story.mesh.trust();
    Digest rollout = halfWay(story);
    story.order("asia-1", story.signed(revokingOperator(story)));
    story.rest(3);
    assertThat(story.verdict("na-1", rollout, 0, "eu"))
        .as("eu goes on with what it opened")
        .contains(Outcome.PROMOTED);
    assertThat(story.everServed("na", "2")).isFalse();
    for (SimulatedNode node : story.upNodes()) {
      assertThat(story.rollout(node.peer().node().value(), rollout).paused()).isTrue();
    }

    Fact.ByOperator ownResume = story.control(rollout, Action.RESUME, 50, trust.operator());
    assertThat(story.mesh.node("na-1").submit(ownResume.envelope())).isPresent();
    story.tell("na-2", "na-1", ownResume);
    story.rest(2);
    assertThat(story.everServed("na", "2")).as("what a revoked key resumes stays paused").isFalse();

    story.order("eu-2", story.control(rollout, Action.RESUME, 1, trust.deputy()));
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("asia", "2"))).isTrue();
  }

  /** Rule 14, with the abort of another operator. */
  @Test
  void rolloutOfRevokedOperatorGoesBackWhenAnotherAborts() {
    Story story = threeRegions(502);
    Digest rollout = halfWay(story);
    story.order("asia-1", story.signed(revokingOperator(story)));
    story.order("na-3", story.control(rollout, Action.ABORT, 0, story.mesh.trust().deputy()));
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", "1"))).isTrue();
    assertThat(story.everServed("na", "2")).isFalse();
  }

  /**
   * The operators change in the middle of a wave. Of three jurors one voted before, two after; the
   * rollout of the operator who left goes on, since leaving is no revocation.
   */
  @Test
  void votesBeforeAndAfterRotationMakeOneQuorum() {
    Story story = threeRegions(503);
    SimulatedTrust trust = story.mesh.trust();
    Digest rollout = halfWay(story);
    story.crash("eu-2", "eu-3");
    assertThat(
            story.mesh.runUntil(
                LONG, () -> story.ballots("eu-1", rollout, 0, "eu-1").contains(Ballot.HEALTHY)))
        .isTrue();
    SimulatedKey newcomer = SimulatedKey.of("newcomer");
    TrustRoot rotated =
        story.mesh.trustRoot().rotating(trust.keys(newcomer), trust.roles(1, newcomer));
    story.order("na-1", story.signed(rotated));
    story.rest(1);
    assertThat(story.verdict("na-1", rollout, 0, "eu")).isEmpty();
    story.start("eu-2", "eu-3");
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("asia", "2"))).isTrue();
    assertThat(story.rollout("asia-1", rollout).paused()).isFalse();

    Announcement next = story.mesh.node("eu-1").draft(pushed(story, "eu-1", "3"));
    assertThat(story.mesh.node("eu-1").submit(story.sign(next))).isPresent();
    assertThat(story.mesh.node("eu-1").submit(Story.sign(next, newcomer))).isEmpty();
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("asia", "3"))).isTrue();
  }

  /**
   * Two of three must sign. Two pairs sign the same announcement and hand it in on the two sides of
   * a cut: one rollout, of all three. So it goes on when one of them is revoked.
   */
  @Test
  void copiesThatTwoNodesTookInAreOneRolloutOfAllWhoSigned() {
    Story story = threeRegions(504);
    SimulatedTrust trust = story.mesh.trust();
    SimulatedKey third = SimulatedKey.of("third");
    TrustRoot twoOfThree =
        story
            .mesh
            .trustRoot()
            .rotating(
                trust.keys(trust.operator(), trust.deputy(), third),
                trust.roles(2, trust.operator(), trust.deputy(), third));
    story.order("na-1", story.signed(twoOfThree));
    story.mesh.run(Duration.ofSeconds(5));
    Announcement next = story.mesh.node("eu-1").draft(pushed(story, "eu-1", "2"));
    Envelope alone = story.sign(next);
    assertThat(story.mesh.node("eu-1").submit(alone)).get().asString().contains("1 of the 2 keys");
    story.mesh.isolate("eu");
    assertThat(story.mesh.node("eu-1").submit(alone.cosign(trust.deputy()))).isEmpty();
    Envelope ofOthers = Story.sign(next, trust.deputy()).cosign(third);
    assertThat(story.mesh.node("na-1").submit(ofOthers)).isEmpty();
    story.mesh.run(Duration.ofSeconds(2));
    assertThat(story.rollout("eu-2", alone.id()).announcedBy())
        .containsExactly("deputy", "operator");
    story.mesh.heal();
    story.rest(1);
    story.order(
        "asia-1",
        story.signed(
            twoOfThree.revoking(List.of(), List.of(trust.operator().publicKey().keyId()))));
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("asia", "2"))).isTrue();
    for (SimulatedNode node : story.upNodes()) {
      String name = node.peer().node().value();
      assertThat(story.rollout(name, alone.id()).announcedBy())
          .as(name)
          .containsExactly("deputy", "operator", "third");
      assertThat(story.rollout(name, alone.id()).paused()).as(name).isFalse();
    }
  }

  /** A ROOT key signed two roots of one version, and the halves of the mesh each got one. */
  @Test
  void forkOfTheTrustRootStopsAllThatIsNewAndSaysSoAtEachStart() {
    Story story = threeRegions(505);
    story.mesh.isolate("eu");
    story.order("eu-1", story.signed(revokingOperator(story)));
    story.order("na-1", story.signed(story.mesh.trustRoot().raisingEpoch()));
    story.mesh.run(Duration.ofSeconds(5));
    assertThat(story.told("eu-2", "TRUST_ROOT_FORKED")).isFalse();
    story.mesh.heal();
    story.rest(1);
    for (SimulatedNode node : story.upNodes()) {
      assertThat(alarms(node)).as(node.peer().node().value()).isEqualTo(1);
    }
    Announcement next = story.mesh.node("eu-1").draft(pushed(story, "eu-1", "2"));
    Envelope signed = Story.sign(next, story.mesh.trust().deputy());
    assertThat(story.mesh.node("eu-1").submit(signed)).isEmpty();
    story.mesh.run(Duration.ofSeconds(5));
    story.order("na-1", story.control(signed.id(), Action.RESUME, 9, story.mesh.trust().deputy()));
    story.rest(3);
    assertThat(story.rollout("asia-1", signed.id()).paused()).isTrue();
    assertThat(story.everServed("eu", "2")).isFalse();
    for (String region : List.of("eu", "na", "asia")) {
      assertThat(story.serving(region)).as("staying needs no trust root").containsOnly("1");
    }
    story.crash("na-2");
    story.start("na-2");
    story.rest(1);
    assertThat(alarms(story.mesh.node("na-2"))).isEqualTo(2);
  }

  /** Rule 11: the event names both, wherever one reads it. */
  @Test
  void raceOfTwoOperatorsIsToldByBothNames() {
    Story story = threeRegions(506);
    story.mesh.isolate("eu");
    for (String at : List.of("eu-1", "na-1")) {
      boolean inEu = at.equals("eu-1");
      String version = inEu ? "2-eu" : "2-na";
      Announcement draft = story.mesh.node(at).draft(pushed(story, at, version));
      SimulatedKey by = inEu ? story.mesh.trust().operator() : story.mesh.trust().deputy();
      assertThat(story.mesh.node(at).submit(Story.sign(draft, by))).isEmpty();
    }
    story.mesh.run(Duration.ofSeconds(5));
    assertThat(story.upNodes()).noneMatch(node -> race(node).isPresent());
    story.mesh.heal();
    story.rest(1);
    for (SimulatedNode node : story.upNodes()) {
      assertThat(race(node))
          .as(node.peer().node().value())
          .hasValueSatisfying(told -> assertThat(told).contains("operator", "deputy", "wins"));
    }
  }

  /** A revoked juror is gone: nobody hears it, and no later jury holds it. */
  @Test
  void revokedNodeIsHeardNoMoreAndJudgesNoMore() {
    Story story = threeRegions(507);
    story.order(
        "na-1",
        story.signed(story.mesh.trustRoot().revoking(Set.of(new NodeName("eu-3")), Set.of())));
    story.mesh.run(Duration.ofSeconds(5));
    Digest rollout = story.announce("na-1", "2", Quality.GOOD, plan("2", "eu", "na", "asia"));
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("asia", "2"))).isTrue();
    assertThat(story.rollout("na-1", rollout).announcement().juries().get(0).jurors())
        .containsExactlyInAnyOrder(new NodeName("eu-1"), new NodeName("eu-2"));
    assertThat(story.ballots("eu-1", rollout, 0, "eu-3")).isEmpty();
    story.crash("eu-1");
    story.start("eu-1");
    story.rest(1);
    assertThat(story.mesh.node("eu-1").view().members())
        .noneMatch(member -> member.peer().node().value().equals("eu-3"));
  }

  /** Version 2 serves in eu and is about to be promoted there. */
  private static Digest halfWay(Story story) {
    Digest rollout =
        story.announce(
            "asia-1",
            "2",
            Quality.GOOD,
            plan("2", OnFailure.ROLLBACK_ALL, Duration.ofSeconds(20), "eu", "na", "asia"));
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", "2"))).isTrue();
    return rollout;
  }

  private static TrustRoot revokingOperator(Story story) {
    return story
        .mesh
        .trustRoot()
        .revoking(List.of(), List.of(story.mesh.trust().operator().publicKey().keyId()));
  }

  /** A plan for all regions, whose version was pushed to a node. */
  private static Plan pushed(Story story, String at, String version) {
    Envelope unsent = story.sign(at, version, Quality.GOOD, plan(version, "eu", "na", "asia"));
    return AnnouncementJson.parse(unsent.payload()).plan();
  }

  private static long alarms(SimulatedNode node) {
    return node.notices().stream()
        .filter(notice -> notice.kind().equals("TRUST_ROOT_FORKED"))
        .filter(notice -> notice.severity() == Notice.Severity.ALARM)
        .count();
  }

  private static Optional<String> race(SimulatedNode node) {
    return node.notices().stream()
        .filter(notice -> notice.kind().equals("ROLLOUT_RACE"))
        .map(Notice::sentence)
        .findFirst();
  }

  private static Story threeRegions(long seed) {
    Story story =
        Story.of(new SimulatedMesh(seed).region("eu", 3).region("na", 3).region("asia", 3));
    story.proven("na-1", "1", "eu", "na", "asia");
    return story;
  }
}
