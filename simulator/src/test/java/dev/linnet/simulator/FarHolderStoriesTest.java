package dev.linnet.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.Councils;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A version is on the disk of one node, and another region is to have it first. */
class FarHolderStoriesTest {
  private static final int LARGE = Councils.SIZE + 26;

  /** Regions know of each other's councils alone, and 26 of these nodes have no seat. */
  @Test
  void versionIsFoundWhicheverNodeOfALargeRegionHasIt() {
    Story story =
        Story.of(new SimulatedMesh(201, Timing.COARSE).region("eu", 5).region("na", LARGE));
    for (int node = 1; node <= LARGE; node += 15) {
      String version = "" + node;
      story.announce("na-" + node, version, Quality.GOOD, Story.plan(version, "eu", "na"));
      assertThat(story.mesh.runUntil(Duration.ofSeconds(90), () -> story.allServe("eu", version)))
          .as("version %s, which na-%s has, comes to eu", version, version)
          .isTrue();
      assertThat(story.mesh.runUntil(Story.LONG, () -> story.allServe("na", version))).isTrue();
    }
  }
}
