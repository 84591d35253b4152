package dev.linnet.simulator;

import static dev.linnet.simulator.Story.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.Profile;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Control.Action;
import dev.linnet.core.rollout.Decision.Cause;
import dev.linnet.core.rollout.OnFailure;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.trust.Digest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A fault of one kind of device, which a region as a whole hardly sees. */
class CounterexamplesOfClassesTest {
  private static final String CAMERA = "class-0";

  /**
   * CX-12. The version fails on one of ten device classes everywhere. By regions alone it would
   * pass one after the other: nine tenths of each jury are content. The class is judged by itself,
   * keeps the next region closed, and goes back; and before any verdict devices left it alone.
   */
  @Test
  void cx12_faultOfOneDeviceClassInTenDoesNotPassARegion() {
    Story story = story(112, 10, 30, 30);
    story.proven("na-1", "1", "eu", "na");
    Digest rollout =
        story.announce("na-1", "2", Quality.failingOn(CAMERA, 0.9), plan(OnFailure.ROLLBACK_ALL));
    assertThat(story.mesh.runUntil(LONG, () -> verdict(story, rollout, null).isPresent())).isTrue();
    story.rest(10);

    assertThat(verdict(story, rollout, null))
        .as("a naive region promotes it")
        .contains(Outcome.PROMOTED);
    assertThat(verdict(story, rollout, CAMERA)).contains(Outcome.ROLLED_BACK);
    assertThat(verdict(story, rollout, "class-1")).contains(Outcome.PROMOTED);
    assertThat(story.everServed("na", "2")).as("the next region was to stay closed").isFalse();
    List<SimulatedNode> cameras = of(story, "eu", CAMERA);
    assertThat(cameras).hasSize(3);
    assertThat(cameras)
        .as("the watchdogs of two decide for the class, and the third may hear of it first")
        .filteredOn(camera -> story.told(camera.peer().node().value(), "ROLLOUT_FAILED_HERE"))
        .hasSizeGreaterThanOrEqualTo(2);
    assertThat(cameras).allSatisfy(camera -> assertThat(camera.serves("scenes")).contains("1"));
    for (SimulatedNode other : of(story, "eu", "class-1")) {
      assertThat(other.serves("scenes"))
          .as("the region's jury answers for the others, who keep it")
          .contains("2");
    }
  }

  /** The class is left out where it failed; its region's other classes and the world go on. */
  @Test
  void planThatGoesOnLeavesOutTheClassAndNothingElse() {
    Story story = story(113, 3, 12, 9);
    story.proven("na-1", "1", "eu", "na");
    Digest rollout =
        story.announce(
            "na-1",
            "2",
            Quality.failingOn(CAMERA, 0.5),
            plan(OnFailure.ROLLBACK_REGION_AND_CONTINUE));
    assertThat(
            story.mesh.runUntil(
                LONG, () -> of(story, "na", "class-1").stream().allMatch(n -> runs(n, "2"))))
        .as("na goes on")
        .isTrue();
    story.rest(5);

    for (String region : List.of("eu", "na")) {
      assertThat(of(story, region, CAMERA)).isNotEmpty().allMatch(node -> runs(node, "1"));
      assertThat(of(story, region, "class-1")).isNotEmpty().allMatch(node -> runs(node, "2"));
      assertThat(of(story, region, "class-2")).isNotEmpty().allMatch(node -> runs(node, "2"));
    }
    SimulatedNode bystander = of(story, "eu", CAMERA).get(0);
    assertThat(cause(bystander)).isEqualTo(Cause.ROLLED_BACK);
    assertThat(verdict(story, rollout, CAMERA)).contains(Outcome.ROLLED_BACK);
  }

  /**
   * A device comes up as one of the class that went back, then with another label. It is never
   * given the version as the one, and gets what is proven for the other.
   */
  @Test
  void newcomerIsOfTheClassThatItsLabelSays() {
    SimulatedMesh mesh = classes(new SimulatedMesh(114).region("eu", 10).region("na", 3), 3);
    SimulatedNode late = mesh.node("eu-10");
    late.profile(label(CAMERA));
    Story story = new Story(mesh);
    mesh.nodes().stream().filter(node -> node != late).forEach(SimulatedNode::start);
    mesh.run(Duration.ofSeconds(5));
    story.proven("na-1", "1", "eu", "na");
    Digest rollout =
        story.announce(
            "na-1",
            "2",
            Quality.failingOn(CAMERA, 0.9),
            plan(OnFailure.ROLLBACK_REGION_AND_CONTINUE));
    assertThat(
            mesh.runUntil(
                LONG,
                () ->
                    verdict(story, rollout, CAMERA).isPresent()
                        && of(story, "eu", "class-1").stream().allMatch(n -> runs(n, "2"))))
        .isTrue();
    story.rest(2);
    late.start();
    story.rest(5);
    assertThat(story.historyOf("eu-10", 0)).containsExactly("1");

    late.crash();
    late.profile(label("class-1"));
    late.start();
    story.rest(5);
    assertThat(story.historyOf("eu-10", 0)).endsWith("2");
    assertThat(runs(late, "2")).isTrue();
  }

  /** A class that has not spoken keeps the next region closed, until an operator answers for it. */
  @Test
  void silentClassBlocksUntilAnOperatorPromotes() {
    Story story = story(115, 3, 9, 3);
    story.proven("na-1", "1", "eu", "na");
    List<SimulatedNode> cameras = of(story, "eu", CAMERA);
    Digest rollout = story.announce("na-1", "2", Quality.GOOD, plan(OnFailure.ROLLBACK_ALL));
    cameras.get(0).crash();
    story.rest(10);

    assertThat(verdict(story, rollout, null)).contains(Outcome.PROMOTED);
    assertThat(verdict(story, rollout, CAMERA)).as("two of its three jurors spoke").isEmpty();
    assertThat(story.everServed("na", "2")).isFalse();
    assertThat(cause(story.mesh.node("na-1"))).isEqualTo(Cause.WAITING);

    story.order("na-1", story.control(rollout, Action.PROMOTE, 1, 0, "eu"));
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("na", "2"))).isTrue();
  }

  /** Nodes of eu and na take the classes in turn. */
  private static Story story(long seed, int classes, int inEu, int inNa) {
    return Story.of(
        classes(
            new SimulatedMesh(seed, Timing.COARSE).region("eu", inEu).region("na", inNa), classes));
  }

  private static SimulatedMesh classes(SimulatedMesh mesh, int classes) {
    for (SimulatedNode node : mesh.nodes()) {
      String name = node.peer().node().value();
      int number = Integer.parseInt(name.substring(name.indexOf('-') + 1));
      node.profile(label("class-" + number % classes));
    }
    return mesh;
  }

  private static Profile label(String deviceClass) {
    return new Profile(Map.of(Profile.DEVICE_CLASS, deviceClass), Map.of());
  }

  private static List<SimulatedNode> of(Story story, String region, String deviceClass) {
    return story.upNodes().stream()
        .filter(node -> node.peer().region().value().equals(region))
        .filter(node -> node.profile().equals(label(deviceClass)))
        .toList();
  }

  private static Plan plan(OnFailure onFailure) {
    return Story.plan("2", onFailure, Duration.ofSeconds(3), "eu", "na");
  }

  private static boolean runs(SimulatedNode node, String version) {
    return node.serves("scenes").filter(version::equals).isPresent();
  }

  private static Cause cause(SimulatedNode node) {
    return node.view().courses().values().stream()
        .findFirst()
        .orElseThrow()
        .decision()
        .reasons()
        .get(0)
        .cause();
  }

  /** What eu's whole jury, or its jurors of one class, decided, as a node of na knows it. */
  private static Optional<Outcome> verdict(
      Story story, Digest rollout, @Nullable String deviceClass) {
    return story
        .knows("na-1", rollout)
        .map(known -> known.verdicts().get(new Panel(0, new RegionName("eu"), deviceClass)))
        .map(Rollout.Verdict::outcome);
  }
}
