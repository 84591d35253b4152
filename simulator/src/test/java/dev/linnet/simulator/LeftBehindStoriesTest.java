package dev.linnet.simulator;

import static dev.linnet.simulator.Story.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.Profile;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.trust.Digest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A device that cannot follow its mesh, whose versions the mesh forgets. */
class LeftBehindStoriesTest {
  private static final int OLD = 17;
  private static final int NEW = 18;

  private final Story story = mesh();

  private static Story mesh() {
    SimulatedMesh mesh = new SimulatedMesh(211).region("eu", 4).region("na", 3);
    mesh.node("eu-4").profile(new Profile(Map.of(), Map.of("onnx.opset.max", "" + OLD)));
    return Story.of(mesh);
  }

  @Test
  void keepsWhatItRunsAlsoThroughARestartAlone() {
    Digest first = rollOut("1", OLD);
    rollOut("2", NEW);
    rollOut("3", NEW);
    assertThat(story.knows("eu-1", first)).as("the mesh forgot").isEmpty();
    assertThat(story.serving("eu")).containsExactly("3", "3", "3", "1");

    story.mesh.isolate("eu");
    story.crash("eu-1", "eu-2", "eu-3", "eu-4");
    story.start("eu-4");
    story.rest(1);
    assertThat(story.mesh.node("eu-4").serves("scenes")).contains("1");
  }

  @Test
  void goesBackToItWhenTheNextThatFitsFailsHere() {
    rollOut("1", OLD);
    rollOut("2", NEW);
    rollOut("3", NEW);
    Digest fourth = rollOut("4", OLD);
    assertThat(story.serving("eu")).containsOnly("4");
    Stops stops = new Stops(story, "eu-4");

    story.fails("eu-4", story.rollout("eu-4", fourth).announcement().manifest());
    story.rest(1);
    assertThat(story.serving("eu")).containsExactly("4", "4", "4", "1");
    assertThat(stops.count()).isZero();
    story.crash("eu-4");
    story.start("eu-4");
    story.rest(1);
    assertThat(story.mesh.node("eu-4").serves("scenes")).contains("1");
  }

  @Test
  void letsItGoOnceItCanGoBackToANewerOne() {
    rollOut("1", OLD);
    rollOut("2", NEW);
    rollOut("3", NEW);
    rollOut("4", OLD);
    assertThat(versionsOnDiskOf("eu-4")).contains("1", "4");
    rollOut("5", OLD);
    assertThat(story.serving("eu")).containsOnly("5");
    assertThat(versionsOnDiskOf("eu-4")).contains("4", "5").doesNotContain("1");
  }

  private List<String> versionsOnDiskOf(String node) {
    return story.mesh.node(node).view().models().stream()
        .map(stored -> stored.manifest().version())
        .toList();
  }

  /** To all whom it fits. */
  private Digest rollOut(String version, int opset) {
    Manifest manifest = story.mesh.model("scenes", version, Quality.GOOD, null, 4, opset);
    Digest rollout = story.mesh.announce("na-1", manifest, Story.plan(version, "eu", "na"));
    assertThat(
            story.mesh.runUntil(
                LONG,
                () ->
                    story.upNodes().stream()
                        .allMatch(
                            node ->
                                story
                                    .knows(node.peer().node().value(), rollout)
                                    .filter(Rollout::finished)
                                    .isPresent())))
        .as("rollout of version %s is finished", version)
        .isTrue();
    story.rest(1);
    return rollout;
  }
}
