package dev.linnet.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.model.Manifest;
import dev.linnet.core.trust.Digest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a node that died gives its region when it is back. */
class RestartStoriesTest {
  @Test
  void nodeThatDiedWhileItFetchedServesWhatItServedBefore() {
    Story story = Story.of(new SimulatedMesh(71).region("eu", 1).region("na", 1));
    story.proven("na-1", "1", "eu", "na");
    story.mesh.node("eu-1").crash();
    Digest rollout = story.announce("na-1", "2", Quality.GOOD, Story.plan("2", "eu", "na"));
    story.mesh.node("eu-1").start();
    assertThat(
            story.mesh.runUntil(
                Story.LONG,
                () ->
                    story.mesh.node("eu-1").view().rollouts().stream()
                        .anyMatch(known -> known.id().equals(rollout))))
        .isTrue();
    story.mesh.isolate("eu");
    story.mesh.node("eu-1").crash();
    story.mesh.node("eu-1").start();
    story.mesh.run(Duration.ofSeconds(30));

    assertThat(story.mesh.node("eu-1").serves("scenes")).contains("1");
  }

  @Test
  void nodeThatAnnouncedAndStartedAnewStillGivesTheBytes() {
    Story story = Story.of(new SimulatedMesh(72).region("eu", 1).region("na", 1));
    Manifest manifest = story.mesh.model("scenes", "1", Quality.GOOD, null);
    story.mesh.isolate("na");
    Digest rollout = story.mesh.announce("na-1", manifest, Story.plan("1", "eu", "na"));
    story.mesh.node("na-1").crash();
    story.mesh.node("na-1").start();
    story.mesh.heal();
    story.mesh.run(Story.LONG);

    assertThat(story.rollout("eu-1", rollout).finished()).isTrue();
    assertThat(story.mesh.node("eu-1").serves("scenes")).contains("1");
  }
}
