package dev.linnet.simulator;

import static dev.linnet.simulator.Story.LONG;
import static dev.linnet.simulator.Story.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Control.Action;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.trust.Digest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** People who pause, resume, abort and promote by hand, at any node and on both sides of a cut. */
class OperatorStoriesTest {

  @Test
  void pauseAtAnyNodeHoldsEveryRegion() {
    long seed = 401;
    for (String door : List.of("eu-2", "na-3", "asia-1")) {
      Story story = threeRegions(seed++);
      Digest rollout = story.announce("asia-1", "2", Quality.GOOD, plan("2", "eu", "na", "asia"));
      assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", "2"))).isTrue();
      story.order(door, story.control(rollout, Action.PAUSE, 1));
      story.rest(3);
      assertThat(story.verdict("na-1", rollout, 0, "eu"))
          .as("eu goes on with what it opened, and wave 2 would be due")
          .contains(Outcome.PROMOTED);
      assertThat(story.everServed("na", "2")).as("paused at %s", door).isFalse();
      for (SimulatedNode node : story.upNodes()) {
        assertThat(story.rollout(node.peer().node().value(), rollout).paused()).isTrue();
      }
      story.order("na-1", story.control(rollout, Action.RESUME, 2));
      assertThat(story.mesh.runUntil(LONG, () -> story.allServe("asia", "2"))).isTrue();
    }
  }

  @Test
  void pauseAndResumeOfOneSequenceAreOnePause() {
    Story story = threeRegions(411);
    Digest rollout = story.announce("asia-1", "2", Quality.GOOD, plan("2", "eu", "na", "asia"));
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", "2"))).isTrue();
    story.mesh.isolate("eu");
    story.order("eu-1", story.control(rollout, Action.RESUME, 1));
    story.order("na-1", story.control(rollout, Action.PAUSE, 1));
    story.rest(2);
    assertThat(story.rollout("eu-2", rollout).paused()).isFalse();
    assertThat(story.rollout("asia-2", rollout).paused()).isTrue();
    story.mesh.heal();
    story.rest(3);
    for (SimulatedNode node : story.upNodes()) {
      assertThat(story.rollout(node.peer().node().value(), rollout).paused()).isTrue();
    }
    assertThat(story.verdict("na-1", rollout, 0, "eu")).contains(Outcome.PROMOTED);
    assertThat(story.everServed("na", "2")).isFalse();
    story.order("eu-1", story.control(rollout, Action.RESUME, 2));
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("asia", "2"))).isTrue();
  }

  @Test
  void promotionByHandTakesThePlaceOfJuryThatIsGone() {
    Story story = threeRegions(421);
    Digest rollout = story.announce("asia-1", "2", Quality.GOOD, plan("2", "eu", "na", "asia"));
    story.mesh.run(Duration.ofSeconds(2));
    story.crash("eu-2", "eu-3");
    story.rest(20);
    assertThat(story.verdict("na-1", rollout, 0, "eu")).isEmpty();
    assertThat(story.everServed("na", "2")).as("two of three jurors are gone").isFalse();
    story.order("asia-3", story.control(rollout, Action.PROMOTE, 0, 0, "eu"));
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("na", "2"))).isTrue();
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("asia", "2"))).isTrue();
  }

  @Test
  void juryThatRollsBackOverridesPromotionByHand() {
    Story story = threeRegions(422);
    Digest rollout =
        story.announce("asia-1", "2", Quality.failingIn("na", 0.5), plan("2", "eu", "na", "asia"));
    assertThat(story.mesh.runUntil(LONG, () -> story.everServed("eu", "2"))).isTrue();
    story.order("asia-3", story.control(rollout, Action.PROMOTE, 0, 1, "na"));
    assertThat(story.mesh.runUntil(LONG, () -> story.everServed("na", "2"))).isTrue();
    story.rest(5);
    assertThat(story.rollout("asia-1", rollout).promotedByHand()).isNotEmpty();
    assertThat(story.verdict("asia-1", rollout, 1, "na")).contains(Outcome.ROLLED_BACK);
    assertThat(story.rollout("asia-1", rollout).promoted(1, new RegionName("na"))).isFalse();
    for (String region : List.of("eu", "na", "asia")) {
      assertThat(story.serving(region)).containsOnly("1");
    }
  }

  @Test
  void abortOnOneSideWinsOverPromotionByHandOnTheOther() {
    Story story = threeRegions(431);
    Digest rollout = story.announce("asia-1", "2", Quality.GOOD, plan("2", "eu", "na", "asia"));
    assertThat(story.mesh.runUntil(LONG, () -> story.everServed("eu", "2"))).isTrue();
    story.mesh.isolate("eu");
    story.order("eu-3", story.control(rollout, Action.ABORT, 0));
    story.order("na-2", story.control(rollout, Action.PROMOTE, 0, 0, "eu"));
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", "1")))
        .as("the side that aborted goes back by itself")
        .isTrue();
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("asia", "2")))
        .as("the other side knows nothing of it and goes on")
        .isTrue();
    long healed = story.mesh.nowNanos();
    story.mesh.heal();
    story.rest(5);
    for (SimulatedNode node : story.upNodes()) {
      String name = node.peer().node().value();
      assertThat(node.serves("scenes")).as(name).contains("1");
      assertThat(story.historyOf(name, healed)).as(name).doesNotContain("2");
    }
  }

  @Test
  void cutOffRegionThatOnlyOneNodeOfHearsTheAbortGoesBackWhole() {
    Story story = threeRegions(432);
    Digest rollout = story.announce("asia-1", "2", Quality.GOOD, plan("2", "eu", "na", "asia"));
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("na", "2"))).isTrue();
    story.mesh.isolate("na");
    story.mesh.loss(0.3);
    story.order("na-3", story.control(rollout, Action.ABORT, 0));
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("na", "1"))).isTrue();
    assertThat(story.serving("eu")).containsOnly("2");
    story.mesh.heal();
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", "1"))).isTrue();
  }

  /** A rollout that never served anything before: what is aborted leaves "not ready" behind. */
  @Test
  void abortOfTheFirstRolloutEverLeavesNothingServing() {
    Story story = Story.of(new SimulatedMesh(433).region("eu", 3));
    Digest rollout = story.announce("eu-1", "1", Quality.GOOD, plan("1", "eu"));
    assertThat(story.mesh.runUntil(LONG, () -> story.everServed("eu", "1"))).isTrue();
    story.order("eu-2", story.control(rollout, Action.ABORT, 0));
    story.rest(2);
    assertThat(story.serving("eu")).containsOnly("nothing");
  }

  @Test
  void deviceThatWasAwayWhileTwentyRolloutsPassedTakesTheLastAlone() {
    Story story = Story.of(new SimulatedMesh(441).region("eu", 4).region("na", 3));
    story.proven("na-1", "1", "eu", "na");
    story.crash("eu-3");
    for (int version = 2; version <= 21; version++) {
      if (version % 5 == 0) {
        Digest failed =
            story.announce(
                "na-1",
                version + "-bad",
                Quality.failingIn("eu", 0.5),
                plan(version + "-bad", "eu", "na"));
        assertThat(
                story.mesh.runUntil(LONG, () -> story.verdict("na-1", failed, 0, "eu").isPresent()))
            .isTrue();
      }
      story.proven("na-1", String.valueOf(version), "eu", "na");
      story.sleep(Duration.ofHours(36));
    }
    assertThat(story.mesh.node("na-1").view().rollouts().get(0).announcement().generation())
        .isEqualTo(25);
    long back = story.mesh.nowNanos();
    story.start("eu-3");
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", "21"))).isTrue();
    story.rest(2);
    assertThat(story.historyOf("eu-3", back))
        .as("its own last version until it has caught up, then the last, and none between")
        .isSubsetOf("1", "21")
        .endsWith("21")
        .doesNotHaveDuplicates();
    for (SimulatedNode node : story.upNodes()) {
      int keptAlone = story.leftBehind(node.peer().node().value()).size();
      assertThat(node.view().rollouts())
          .as("what is left behind is forgotten, but for what a device alone would go back to")
          .hasSize(2 + keptAlone);
      assertThat(keptAlone).isEqualTo(node.equals(story.mesh.node("eu-3")) ? 1 : 0);
    }
  }

  @Test
  void deviceThatCameBackAfterMonthStillJudges() {
    Story story = Story.of(new SimulatedMesh(442).region("eu", 4).region("na", 3));
    story.proven("na-1", "1", "eu", "na");
    story.crash("eu-3");
    story.proven("na-1", "2", "eu", "na");
    story.sleep(Duration.ofDays(30));
    story.start("eu-3");
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", "2"))).isTrue();
    Digest rollout = story.announce("na-1", "3", Quality.GOOD, plan("3", "eu", "na"));
    story.mesh.run(Duration.ofSeconds(2));
    story.crash("eu-1");
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("na", "3")))
        .as("three of four must vote, and eu-3 is one of the three that are there")
        .isTrue();
    assertThat(story.ballots("eu-2", rollout, 0, "eu-3")).containsExactly(Ballot.HEALTHY);
  }

  private static Story threeRegions(long seed) {
    Story story =
        Story.of(new SimulatedMesh(seed).region("eu", 3).region("na", 3).region("asia", 3));
    story.proven("na-1", "1", "eu", "na", "asia");
    return story;
  }
}
