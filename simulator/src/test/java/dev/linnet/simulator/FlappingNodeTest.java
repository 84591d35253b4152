package dev.linnet.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Message;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.trust.Digest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** For an hour a juror is there for five seconds and gone for five. */
class FlappingNodeTest {
  private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);
  private static final int TIMES = 360;

  private long sent;

  private Story mesh() {
    SimulatedMesh mesh = new SimulatedMesh(451).region("eu", 4).region("na", 3);
    mesh.check(
        new SimulatedMesh.Checker() {
          @Override
          public void onSent(SimulatedNode node, Peer to, Message message) {
            sent++;
          }
        });
    Story story = Story.of(mesh);
    story.proven("na-1", "1", "eu", "na");
    return story;
  }

  private static Digest announce(Story story, String version) {
    return story.announce("na-1", version, Quality.GOOD, Story.plan(version, "eu", "na"));
  }

  private long hour(Story story, boolean flapping) {
    long before = sent;
    for (int time = 0; time < TIMES; time++) {
      if (flapping) {
        story.crash("eu-3");
      }
      story.mesh.run(FIVE_SECONDS);
      story.start("eu-3");
      story.mesh.run(FIVE_SECONDS);
    }
    return sent - before;
  }

  @Test
  void blamesNobodyCostsLittleAndKeepsItsSeat() {
    Story quiet = mesh();
    announce(quiet, "2");
    long usual = hour(quiet, false);

    Story story = mesh();
    Digest rollout = announce(story, "2");
    long flapping = hour(story, true);
    System.out.printf("flapping node: %d messages in an hour, %d without it%n", flapping, usual);
    assertThat(flapping).isLessThan(2 * usual);
    assertThat(story.verdict("na-1", rollout, 0, "eu")).contains(Outcome.PROMOTED);
    assertThat(story.verdict("eu-1", rollout, 1, "na")).contains(Outcome.PROMOTED);
    assertThat(story.ballots("eu-1", rollout, 0, "eu-3")).doesNotContain(Ballot.UNHEALTHY);
    assertThat(story.allServe("eu", "2")).isTrue();
    assertThat(story.allServe("na", "2")).isTrue();

    Digest next = announce(story, "3");
    story.mesh.run(Duration.ofSeconds(2));
    story.crash("eu-1");
    assertThat(story.mesh.runUntil(Story.LONG, () -> story.allServe("na", "3")))
        .as("three of four must vote, and eu-3 is one of the three that are there")
        .isTrue();
    assertThat(story.ballots("eu-2", next, 0, "eu-3")).containsExactly(Ballot.HEALTHY);
  }
}
