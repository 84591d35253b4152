package dev.linnet.simulator;

import static dev.linnet.simulator.Story.LONG;
import static dev.linnet.simulator.Story.certificate;
import static dev.linnet.simulator.Story.plan;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.Directory.Liveness;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.mesh.Self;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Control.Action;
import dev.linnet.core.rollout.OnFailure;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Quorum;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Selector;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.rollout.Tally;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.trust.Digest;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who counts, and how often: where naive juries promote too much, or what they said not. */
class CounterexamplesOfJuriesTest {
  private static final RegionName EU = new RegionName("eu");

  /**
   * CX-1. Of ten jurors seven cannot be reached and three are content. The majority of whom one can
   * reach would promote; the jury that was pinned does not.
   */
  @Test
  void cx01_threeOfTenReachableDoNotPromote() {
    Story story = Story.of(new SimulatedMesh(101).region("eu", 10).region("na", 3));
    story.proven("na-1", "1", "eu", "na");
    Digest rollout = story.announce("na-1", "2", Quality.GOOD, plan("2", "eu", "na"));
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", "2"))).isTrue();
    String[] lost = IntStream.rangeClosed(4, 10).mapToObj(i -> "eu-" + i).toArray(String[]::new);
    story.crash(lost);
    story.rest(30);

    Tally tally = tally(story, "eu-1", rollout);
    assertThat(tally.jurors()).isEqualTo(10);
    assertThat(tally.healthy()).isEqualTo(3);
    assertThat(tally.silent()).isEqualTo(7);
    long reachable =
        story.mesh.node("eu-1").view().members().stream()
            .filter(member -> member.peer().region().equals(EU))
            .filter(member -> member.liveness() != Liveness.DEAD)
            .count();
    assertThat(tally.healthy())
        .as("a majority of the reachable is there")
        .isGreaterThanOrEqualTo(Quorum.of((int) reachable, 0, Share.TWO_THIRDS, 3).promote());

    assertThat(story.verdict("eu-1", rollout, 0, "eu")).isEmpty();
    assertThat(story.everServed("na", "2")).isFalse();

    story.start("eu-4", "eu-5", "eu-6", "eu-7");
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("na", "2")))
        .as("seven of ten do promote")
        .isTrue();
  }

  /**
   * CX-2. A juror says UNHEALTHY, loses its disk and with it all memory of that, and says HEALTHY
   * under sequence 1. Whoever takes the later word, or takes sequence 1 for a repetition, is wrong.
   */
  @Test
  void cx02_unhealthyIsNotTakenBackAfterTheDiskIsLost() {
    Story story = Story.of(new SimulatedMesh(102).region("eu", 4).region("na", 3));
    story.proven("na-1", "1", "eu", "na");
    Digest rollout = story.announce("na-1", "2", Quality.GOOD, plan("2", "eu", "na"));
    story.mesh.run(Duration.ofSeconds(2));
    story.crash("eu-4");
    story.tell("eu-1", "eu-2", story.vote("eu-1", rollout, 0, 1, Ballot.UNHEALTHY));
    story.crash("eu-1");
    story.mesh.node("eu-1").loseDisk();
    story.tell("eu-1", "eu-2", story.vote("eu-1", rollout, 0, 1, Ballot.HEALTHY));
    story.tell("eu-1", "eu-3", story.vote("eu-1", rollout, 0, 1, Ballot.HEALTHY));
    story.start("eu-1");
    story.rest(5);

    for (String node : List.of("eu-1", "eu-2", "eu-3")) {
      assertThat(saidBoth(story, node, rollout, "eu-1")).as("%s heard both", node).isTrue();
      Tally tally = tally(story, node, rollout);
      assertThat(tally.healthy()).isEqualTo(2);
      assertThat(tally.unhealthy()).isEqualTo(1);
      assertThat(tally.healthy() + 1)
          .as("one HEALTHY more would promote")
          .isEqualTo(tally.quorum().promote());
      assertThat(story.verdict(node, rollout, 0, "eu")).isEmpty();
    }
    assertThat(story.everServed("na", "2")).isFalse();
  }

  /**
   * CX-6. A tenth of a large region goes first. A jury of 64 that is drawn from the whole region
   * would have a handful of jurors who run the version at all, and wait for ever for its quorum.
   */
  @Test
  void cx06_juryLiesWithinTheShareThatGoesFirst() {
    Story story = Story.of(new SimulatedMesh(106, Timing.COARSE).region("eu", 120).region("na", 3));
    story.rest(2);
    Wave all = Story.wave("all", Duration.ofSeconds(3), "eu", "na");
    Wave canary =
        new Wave(
            "canary",
            List.of(EU),
            new Selector(List.of(), new Share(1, 10)),
            List.of(),
            null,
            all.bake(),
            all.minRequests(),
            all.gates(),
            all.promote(),
            all.minJurors());
    Plan plan =
        new Plan(new ModelName("scenes"), "1", null, OnFailure.ROLLBACK_ALL, List.of(canary, all));
    Digest rollout = story.announce("na-1", "1", Quality.GOOD, plan);
    List<String> inShare =
        story.mesh.nodes().stream()
            .filter(node -> node.peer().region().equals(EU))
            .filter(node -> takenFirst(story, rollout, node))
            .map(node -> node.peer().node().value())
            .toList();
    assertThat(inShare).hasSizeBetween(5, 25);
    assertThat(Quorum.of(Jury.MAX_JURORS, 0, Share.TWO_THIRDS, 3).promote())
        .as("of 64 jurors from the whole region more must agree than run it")
        .isGreaterThan(inShare.size());

    Jury jury = story.rollout("na-1", rollout).announcement().jury(0, EU).orElseThrow();
    assertThat(jury.jurors().stream().map(NodeName::value))
        .containsExactlyInAnyOrderElementsOf(inShare);
    assertThat(story.mesh.runUntil(LONG, () -> story.verdict("na-1", rollout, 0, "eu").isPresent()))
        .isTrue();
    Rollout.Verdict verdict =
        requireNonNull(story.rollout("na-1", rollout).verdicts().get(new Panel(0, EU, null)));
    assertThat(verdict.outcome()).isEqualTo(Outcome.PROMOTED);
    assertThat(verdict.healthy()).isGreaterThanOrEqualTo(Share.TWO_THIRDS.ceilOf(inShare.size()));
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", "1"))).isTrue();
  }

  private static boolean takenFirst(Story story, Digest rollout, SimulatedNode node) {
    Self self = new Self(node.peer().node(), node.peer().region(), node.profile());
    return story.rollout("na-1", rollout).announcement().waveOf(self).orElseThrow() == 0;
  }

  /**
   * CX-10. One key signs both ways under one sequence and tells each half of the region what it
   * likes to hear, so that both verdicts can be proven. Which one a node hears first must not
   * matter.
   */
  @Test
  void cx10_jurorThatVotesBothWaysEndsOnTheSafeSide() {
    Story story = Story.of(new SimulatedMesh(110).region("eu", 4).region("na", 3));
    story.proven("na-1", "1", "eu", "na");
    Digest rollout =
        story.announce(
            "na-1",
            "2",
            Quality.GOOD,
            plan("2", OnFailure.ROLLBACK_ALL, Duration.ofHours(1), "eu", "na"));
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", "2"))).isTrue();
    Fact.ByNode content1 = story.vote("eu-1", rollout, 0, 1, Ballot.HEALTHY);
    Fact.ByNode content2 = story.vote("eu-2", rollout, 0, 1, Ballot.HEALTHY);
    Fact.ByNode against3 = story.vote("eu-3", rollout, 0, 1, Ballot.UNHEALTHY);
    Fact.ByNode liarFor = story.vote("eu-4", rollout, 0, 1, Ballot.HEALTHY);
    Fact.ByNode liarAgainst = story.vote("eu-4", rollout, 0, 1, Ballot.UNHEALTHY);
    Fact promoted =
        certificate(rollout, 0, "eu", Outcome.PROMOTED, List.of(content1, content2, liarFor));
    Fact rolledBack =
        certificate(rollout, 0, "eu", Outcome.ROLLED_BACK, List.of(against3, liarAgainst));

    story.tell("eu-4", "eu-1", liarFor, content1, content2, promoted);
    story.tell("eu-4", "eu-2", liarAgainst, against3, rolledBack);
    assertThat(story.verdict("eu-1", rollout, 0, "eu")).contains(Outcome.PROMOTED);
    assertThat(story.verdict("eu-2", rollout, 0, "eu")).contains(Outcome.ROLLED_BACK);
    story.rest(3);

    for (SimulatedNode node : story.upNodes()) {
      String name = node.peer().node().value();
      assertThat(story.verdict(name, rollout, 0, "eu")).contains(Outcome.ROLLED_BACK);
    }
    for (String node : List.of("eu-1", "eu-2", "eu-3", "eu-4")) {
      assertThat(saidBoth(story, node, rollout, "eu-4")).as("%s keeps both", node).isTrue();
      assertThat(tally(story, node, rollout).unhealthy()).isEqualTo(2);
      assertThat(story.rollout(node, rollout).doubted())
          .as("%s holds the proof", node)
          .contains(new NodeName("eu-4"));
    }
    assertThat(story.serving("eu")).containsOnly("1");
    assertThat(story.serving("na")).containsOnly("1");
  }

  /**
   * CX-10, where the second word is no vote against: one half is told HEALTHY, the other that the
   * model does not fit. The HEALTHY would have promoted; with the proof it is void, also in the
   * certificate that was made before anyone held the proof.
   */
  @Test
  void cx10_proofVoidsTheVoteThatWouldHavePromoted() {
    Story story = Story.of(new SimulatedMesh(120).region("eu", 4).region("na", 3));
    story.proven("na-1", "1", "eu", "na");
    Digest rollout =
        story.announce(
            "na-1",
            "2",
            Quality.GOOD,
            plan("2", OnFailure.ROLLBACK_ALL, Duration.ofHours(1), "eu", "na"));
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", "2"))).isTrue();
    story.mesh.isolate("eu");
    story.tell(
        "eu-4",
        "eu-1",
        story.vote("eu-1", rollout, 0, 1, Ballot.HEALTHY),
        story.vote("eu-2", rollout, 0, 1, Ballot.HEALTHY),
        story.vote("eu-4", rollout, 0, 1, Ballot.HEALTHY));
    story.tell("eu-4", "eu-3", story.vote("eu-4", rollout, 0, 1, Ballot.INELIGIBLE));
    assertThat(story.verdict("eu-1", rollout, 0, "eu"))
        .as("three of four said HEALTHY to eu-1")
        .contains(Outcome.PROMOTED);
    story.rest(1);
    story.mesh.heal();
    story.rest(5);

    for (String node : List.of("eu-1", "eu-2", "eu-3")) {
      assertThat(story.rollout(node, rollout).doubted()).contains(new NodeName("eu-4"));
      assertThat(tally(story, node, rollout).healthy()).isEqualTo(2);
      assertThat(story.told(node, "JUROR_EQUIVOCATED")).isTrue();
    }
    for (SimulatedNode node : story.upNodes()) {
      assertThat(story.verdict(node.peer().node().value(), rollout, 0, "eu")).isEmpty();
    }
    assertThat(story.everServed("na", "2")).isFalse();
  }

  /**
   * CX-11. The model does not fit three of ten jurors, then six, then nine. The denominator shrinks
   * with each of them until a single willing node would be its own two thirds.
   */
  @Test
  void cx11_abstentionsDoNotShrinkTheJuryToOneWillingNode() {
    Story story = Story.of(new SimulatedMesh(111).region("eu", 10).region("na", 3));
    story.proven("na-1", "1", "eu", "na");
    Digest rollout = story.announce("na-1", "2", Quality.GOOD, plan("2", "eu", "na"));
    story.mesh.run(Duration.ofSeconds(2));
    for (int i = 2; i <= 10; i++) {
      story.crash("eu-" + i);
    }
    story.rest(1);
    assertThat(tally(story, "eu-1", rollout).healthy()).isEqualTo(1);

    for (int abstained : List.of(3, 6, 9)) {
      for (int i = 2; i <= 1 + abstained; i++) {
        String juror = "eu-" + i;
        story.tell(juror, "eu-1", story.vote(juror, rollout, 0, 1, Ballot.INELIGIBLE));
      }
      story.rest(3);
      Tally tally = tally(story, "eu-1", rollout);
      assertThat(tally.ineligible()).isEqualTo(abstained);
      assertThat(tally.quorum().eligible()).isEqualTo(10 - abstained);
      assertThat(tally.quorum().promote()).isGreaterThanOrEqualTo(3);
      assertThat(story.verdict("eu-1", rollout, 0, "eu")).isEmpty();
    }
    assertThat(Share.TWO_THIRDS.ceilOf(1))
        .as("two thirds of the one that is left have voted HEALTHY")
        .isEqualTo(tally(story, "eu-1", rollout).healthy());
    assertThat(story.everServed("na", "2")).isFalse();

    story.tell("na-1", "eu-1", story.control(rollout, Action.PROMOTE, 0, 0, "eu"));
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("na", "2")))
        .as("a person may still decide")
        .isTrue();
  }

  /**
   * CX-13. A version is announced, aborted, and announced again, twice. Then the votes on the first
   * try come in late. They are about the same bytes, but not about this rollout.
   */
  @Test
  void cx13_lateVotesOnTheFirstTryDoNotDecideTheSecond() {
    Story story = Story.of(new SimulatedMesh(113).region("eu", 3).region("na", 3));
    story.proven("na-1", "1", "eu", "na");
    Digest first = story.announce("na-1", "2", Quality.GOOD, plan("2", "eu", "na"));
    story.mesh.control("na-1", first, Action.ABORT, 0);
    Digest second = story.announce("na-1", "2", Quality.GOOD, plan("2", "eu", "na"));
    story.mesh.control("na-1", second, Action.ABORT, 0);
    Digest third = story.announce("na-1", "2", Quality.GOOD, plan("2", "eu", "na"));
    story.mesh.run(Duration.ofSeconds(2));
    assertThat(story.rollout("eu-1", third).announcement().manifest())
        .as("the very same version")
        .isEqualTo(story.rollout("eu-1", first).announcement().manifest());
    story.crash("eu-2", "eu-3");
    story.rest(1);
    assertThat(tally(story, "eu-1", third).healthy()).isEqualTo(1);

    List<Fact.ByNode> late =
        List.of(
            story.vote("eu-1", first, 0, 1, Ballot.HEALTHY),
            story.vote("eu-2", first, 0, 1, Ballot.HEALTHY),
            story.vote("eu-3", first, 0, 1, Ballot.HEALTHY));
    story.tell("eu-2", "eu-1", late.toArray(Fact[]::new));
    story.tell("eu-2", "eu-1", certificate(third, 0, "eu", Outcome.PROMOTED, late));
    story.rest(5);

    assertThat(tally(story, "eu-1", first).outcome())
        .as("counted by version, the late votes promote")
        .contains(Outcome.PROMOTED);
    assertThat(tally(story, "eu-1", third).healthy()).isEqualTo(1);
    assertThat(story.verdict("eu-1", third, 0, "eu")).isEmpty();
    assertThat(story.told("eu-1", "FACT_REFUSED"))
        .as("the certificate over votes on another rollout is refused")
        .isTrue();
    assertThat(story.everServed("na", "2")).isFalse();

    story.start("eu-2", "eu-3");
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("na", "2"))).isTrue();
  }

  private static boolean saidBoth(Story story, String at, Digest rollout, String juror) {
    return story
        .ballots(at, rollout, 0, juror)
        .containsAll(List.of(Ballot.HEALTHY, Ballot.UNHEALTHY));
  }

  private static Tally tally(Story story, String at, Digest rollout) {
    return story.rollout(at, rollout).tally(0, EU).orElseThrow();
  }
}
