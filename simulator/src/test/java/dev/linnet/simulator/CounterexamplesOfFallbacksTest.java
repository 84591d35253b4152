package dev.linnet.simulator;

import static dev.linnet.simulator.Story.LONG;
import static dev.linnet.simulator.Story.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Control.Action;
import dev.linnet.core.rollout.OnFailure;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What to go back to, and what never to go back to. */
class CounterexamplesOfFallbacksTest {

  /**
   * CX-4. A device is switched off in the middle of a rollout and comes back after a month, with an
   * announcement, votes and a verdict that the mesh has retired. It tries to give them to everyone.
   */
  @Test
  void cx04_deviceThatWasAwayForMonthBringsNoRolloutBack() {
    Story story = Story.of(new SimulatedMesh(204).region("eu", 4).region("na", 3));
    story.proven("na-1", "1", "eu", "na");
    Envelope retired = story.sign("na-1", "2", Quality.GOOD, plan("2", "eu", "na"));
    assertThat(story.mesh.node("na-1").submit(retired)).isEmpty();
    Digest rollout = retired.id();
    assertThat(story.mesh.runUntil(LONG, () -> story.verdict("eu-4", rollout, 0, "eu").isPresent()))
        .isTrue();
    story.crash("eu-4");

    for (String version : List.of("3", "4", "5")) {
      story.proven("na-1", version, "eu", "na");
      story.sleep(Duration.ofDays(10));
    }
    assertThat(story.knows("na-1", rollout)).as("the mesh has left it behind").isEmpty();
    Retired zombie = new Retired(story, rollout, "eu-4");
    long back = story.mesh.nowNanos();
    story.start("eu-4");
    assertThat(story.knows("eu-4", rollout))
        .as("the device believes that the retired rollout is the head")
        .isPresent();
    for (String node : List.of("eu-1", "eu-2", "eu-3")) {
      story.tell(
          "eu-4",
          node,
          new Fact.ByOperator(retired),
          story.vote("eu-4", rollout, 0, 1, Ballot.HEALTHY),
          story.control(rollout, Action.PROMOTE, 0, 1, "na"));
    }

    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", "5"))).isTrue();
    story.rest(5);
    assertThat(zombie.seenElsewhere()).as("nobody else ever took it in again").isFalse();
    assertThat(story.historyOf("eu-4", back)).endsWith("5").doesNotContain("1", "3", "4");
    for (String node : List.of("eu-1", "eu-2", "eu-3", "na-1", "na-2", "na-3")) {
      assertThat(story.historyOf(node, back)).as("%s stays where it is", node).isEmpty();
    }
    assertThat(story.leftBehind("eu-4"))
        .as("the device alone keeps it, as what it served last before the head")
        .containsExactly(rollout);
  }

  /** Watches whether a rollout that was left behind appears at anyone but one device. */
  private static final class Retired implements SimulatedMesh.Checker {
    private final Digest rollout;
    private final String device;
    private boolean seenElsewhere;

    Retired(Story story, Digest rollout, String device) {
      this.rollout = rollout;
      this.device = device;
      story.mesh.check(this);
    }

    @Override
    public void onHandled(SimulatedNode node) {
      if (!node.peer().node().value().equals(device)) {
        seenElsewhere |=
            node.view().rollouts().stream().anyMatch(known -> known.id().equals(rollout));
      }
    }

    boolean seenElsewhere() {
      return seenElsewhere;
    }
  }

  /**
   * CX-5. Version 2 still bakes when version 3 is announced, and version 3 fails. The version
   * before it is version 2, which nobody has proven; the one to go back to is version 1.
   */
  @Test
  void cx05_fallbackSkipsVersionThatWasStillBaking() {
    Story story = Story.of(new SimulatedMesh(205).region("eu", 4).region("na", 3));
    story.proven("na-1", "1", "eu", "na");
    Digest second = bakingInEu(story, "2");
    long announced = story.mesh.nowNanos();
    List<String> eu = List.of("eu-1", "eu-2", "eu-3", "eu-4");
    // Nobody finds the fault before all have opened it.
    eu.forEach(node -> story.mesh.node(node).requests(0));
    Digest third = story.announce("na-1", "3", Quality.failingIn("eu", 0.5), plan("3", "eu", "na"));
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", "3"))).isTrue();
    eu.forEach(node -> story.mesh.node(node).requests(10));
    assertThat(
            story.mesh.runUntil(
                LONG, () -> story.verdict("na-1", third, 0, "eu").equals(of(Outcome.ROLLED_BACK))))
        .isTrue();
    story.rest(5);

    for (String node : eu) {
      assertThat(story.mesh.node(node).serves("scenes")).contains("1");
      assertThat(story.historyOf(node, 0)).as("%s had served version 2", node).contains("2");
      assertThat(story.historyOf(node, announced)).containsExactly("3", "1");
      assertThat(story.rollout(node, second).promoted(0, new RegionName("eu")))
          .as("version 2 was never proven")
          .isFalse();
    }
  }

  /**
   * CX-5, at those who have not come to open version 3: they stay on version 2, which nobody has
   * proven, and nobody judges any more since it is not the head. Their watchdog must go on.
   */
  @Test
  void cx05_versionThatStaysUnprovenIsStillWatched() {
    Story story = Story.of(new SimulatedMesh(206).region("eu", 3).region("na", 3));
    Digest second = unprovenInBoth(story);
    bakingInEu(story, "3");
    story.rest(3);
    assertThat(story.serving("na")).as("na waits for eu").containsOnly("2");
    assertThat(story.rollout("na-1", second).promoted(0, new RegionName("na"))).isFalse();

    for (String node : List.of("na-1", "na-2", "na-3")) {
      story.fails(node, story.rollout(node, second).announcement().manifest());
    }
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("na", "1"))).isTrue();
  }

  /**
   * CX-5, at those who never come to open version 3, since it is rolled back: version 2 has no jury
   * any more, and a node that was late with it never opens it. All go back to what is proven, or a
   * region would be of two versions until the next one.
   */
  @Test
  void cx05_whatWasSupersededUnprovenGoesWithItsSuccessor() {
    Story story = Story.of(new SimulatedMesh(207).region("eu", 3).region("na", 3));
    Digest second = unprovenInBoth(story);
    long announced = story.mesh.nowNanos();
    story.announce("na-1", "3", Quality.failingIn("eu", 0.5), plan("3", "eu", "na"));
    assertThat(story.mesh.runUntil(LONG, () -> story.everServed("eu", "3"))).isTrue();
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", "1"))).isTrue();
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("na", "1"))).isTrue();
    for (String node : List.of("na-1", "na-2", "na-3")) {
      assertThat(story.historyOf(node, announced)).containsExactly("1");
    }
    assertThat(story.rollout("na-1", second).promoted(0, new RegionName("na"))).isFalse();
  }

  /**
   * Version 2 is promoted in eu and bakes in na when version 3 supersedes it, which names version 1
   * to return to: the last that all had promoted. Version 3 is rolled back in eu while a node there
   * is down, which never opened it: it must not stay on version 2 when its region is on version 1.
   */
  @Test
  void whoNeverOpenedWhatItsRegionRolledBackReturnsWithTheOthers() {
    Story story = Story.of(new SimulatedMesh(208).region("eu", 4).region("na", 3));
    story.proven("na-1", "1", "eu", "na");
    Plan longInNa =
        new Plan(
            new ModelName("scenes"),
            "2",
            null,
            OnFailure.ROLLBACK_ALL,
            List.of(
                Story.wave("first", Duration.ofMinutes(1), "eu"),
                Story.wave("second", Duration.ofHours(2), "na")));
    Digest second = story.announce("na-1", "2", Quality.GOOD, longInNa);
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("na", "2"))).isTrue();
    assertThat(story.serving("eu")).containsOnly("2");
    story.crash("eu-4");
    long down = story.mesh.nowNanos();
    story.announce("na-1", "3", Quality.failingIn("eu", 0.5), plan("3", "eu", "na"));
    assertThat(story.mesh.runUntil(LONG, () -> story.everServed("eu", "3"))).isTrue();
    List<String> others = List.of("eu-1", "eu-2", "eu-3");
    assertThat(
            story.mesh.runUntil(
                LONG,
                () ->
                    others.stream()
                        .allMatch(
                            node ->
                                story.mesh.node(node).serves("scenes").equals(Optional.of("1")))))
        .isTrue();

    story.start("eu-4");
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", "1"))).isTrue();
    story.rest(5);
    assertThat(story.serving("eu")).containsOnly("1");
    assertThat(story.historyOf("eu-4", down)).doesNotContain("3");
    assertThat(story.rollout("eu-4", second).promoted(0, new RegionName("eu"))).isTrue();
  }

  /** A good version, which all of eu serve and will judge in two hours; na waits for that. */
  private static Digest bakingInEu(Story story, String version) {
    Plan plan = plan(version, OnFailure.ROLLBACK_ALL, Duration.ofHours(2), "eu", "na");
    Digest rollout = story.announce("na-1", version, Quality.GOOD, plan);
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", version))).isTrue();
    return rollout;
  }

  /** Version 1 is proven in eu and na; version 2 serves in both and bakes. */
  private static Digest unprovenInBoth(Story story) {
    story.proven("na-1", "1", "eu", "na");
    Plan together =
        new Plan(
            new ModelName("scenes"),
            "2",
            null,
            OnFailure.ROLLBACK_ALL,
            List.of(Story.wave("both", Duration.ofHours(2), "eu", "na")));
    Digest second = story.announce("na-1", "2", Quality.GOOD, together);
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("na", "2"))).isTrue();
    return second;
  }

  /**
   * CX-16. A region of one broken device is asked to judge under rollback-all. Its single vote is a
   * verdict, which would turn back every region that has already proven the version.
   */
  @Test
  void cx16_oneBrokenDeviceDoesNotTurnTheWorldBack() {
    Story story =
        Story.of(new SimulatedMesh(216).region("eu", 3).region("solo", 1).region("na", 3));
    story.proven("eu-1", "1", "eu", "solo", "na");
    Digest rollout =
        story.announce("eu-1", "2", Quality.failingIn("solo", 0.9), plan("2", "eu", "solo", "na"));
    assertThat(
            story.mesh.runUntil(
                LONG,
                () -> story.verdict("na-1", rollout, 1, "solo").equals(of(Outcome.ROLLED_BACK))))
        .isTrue();
    story.rest(10);

    Rollout known = story.rollout("eu-1", rollout);
    assertThat(known.announcement().plan().onFailure()).isEqualTo(OnFailure.ROLLBACK_ALL);
    assertThat(known.verdicts().get(new Panel(1, new RegionName("solo"), null)))
        .as("one device spoke for its region")
        .isEqualTo(new Rollout.Verdict(Outcome.ROLLED_BACK, 0, 1, 0));
    assertThat(story.everServed("solo", "2")).isTrue();
    assertThat(story.serving("solo")).containsOnly("1");
    assertThat(story.serving("eu")).as("what eu proved stays").containsOnly("2");
    assertThat(story.everServed("na", "2")).as("nothing new opens").isFalse();

    story.mesh.control("na-1", rollout, Action.ABORT, 0);
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", "1")))
        .as("the operator decides")
        .isTrue();
  }

  /**
   * CX-16, the other half: a region of three that all found it broken does turn the world back, so
   * that the story above is about the number of votes and about nothing else.
   */
  @Test
  void cx16_wholeRegionDoesTurnTheWorldBack() {
    Story story = Story.of(new SimulatedMesh(217).region("eu", 3).region("trio", 3));
    story.proven("eu-1", "1", "eu", "trio");
    story.announce("eu-1", "2", Quality.failingIn("trio", 0.9), plan("2", "eu", "trio"));
    assertThat(story.mesh.runUntil(LONG, () -> story.everServed("trio", "2"))).isTrue();
    assertThat(story.everServed("eu", "2")).isTrue();
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", "1"))).isTrue();
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("trio", "1"))).isTrue();
  }

  /**
   * CX-17. A device starts for the first time in its life after version 3 was rolled back
   * everywhere. Version 3 is the head, and version 2 is below the head: it must learn from the
   * verdicts that are kept that version 2 is proven here.
   */
  @Test
  void cx17_newDeviceAfterRollbackLearnsWhatIsProven() {
    SimulatedMesh mesh = new SimulatedMesh(218).region("eu", 4).region("na", 3);
    Story story = new Story(mesh);
    mesh.nodes().stream()
        .filter(node -> !node.peer().node().value().equals("eu-4"))
        .forEach(SimulatedNode::start);
    mesh.run(Duration.ofSeconds(5));
    Digest first = story.proven("na-1", "1", "eu", "na");
    Digest second = story.proven("na-1", "2", "eu", "na");
    Digest third = story.announce("na-1", "3", Quality.failingIn("eu", 0.5), plan("3", "eu", "na"));
    assertThat(
            mesh.runUntil(
                LONG, () -> story.verdict("na-1", third, 0, "eu").equals(of(Outcome.ROLLED_BACK))))
        .isTrue();
    assertThat(mesh.runUntil(LONG, () -> story.allServe("eu", "2"))).isTrue();
    story.sleep(Duration.ofDays(2));

    mesh.node("eu-4").start();
    story.rest(5);
    assertThat(mesh.node("eu-4").view().rollouts().get(0).id())
        .as("to the device, version 3 is the head")
        .isEqualTo(third);
    assertThat(story.rollout("eu-4", second).promoted(0, new RegionName("eu"))).isTrue();
    assertThat(story.knows("eu-4", first)).as("version 1 is forgotten").isEmpty();
    assertThat(story.historyOf("eu-4", 0)).containsExactly("2");
  }

  private static Optional<Outcome> of(Outcome outcome) {
    return Optional.of(outcome);
  }
}
