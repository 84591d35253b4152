package dev.linnet.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.model.Manifest;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.trust.Digest;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** CX-8: a process is stopped between the decision to open a version and the swap to it. */
class CounterexamplesOfStopsTest {
  private static final Duration STOP = Duration.ofMinutes(20);

  private final SimulatedMesh mesh =
      new SimulatedMesh(8).region("eu", 3).region("na", 3).region("asia", 3);
  private final Story story = Story.of(mesh);
  private Digest rollout = Digest.of();
  private long stoppedNanos;
  private int late;

  @BeforeEach
  void stopsAtTheOrder() {
    story.proven("eu-1", "1", "eu", "na", "asia");
    mesh.check(
        new SimulatedMesh.Checker() {
          @Override
          public void onServeOrdered(SimulatedNode node, Manifest manifest) {
            if (isAsia2(node) && stoppedNanos == 0) {
              stoppedNanos = mesh.nowNanos();
              node.stopFor(STOP.toNanos());
            }
          }

          @Override
          public void onServingLate(SimulatedNode node, Manifest manifest) {
            late += isAsia2(node) ? 1 : 0;
          }
        });
    rollout = story.announce("eu-1", "2", Quality.GOOD, Story.plan("2", "eu", "na", "asia"));
    assertThat(mesh.runUntil(Story.LONG, () -> stoppedNanos > 0)).isTrue();
  }

  private static boolean isAsia2(SimulatedNode node) {
    return node.peer().node().value().equals("asia-2");
  }

  @Test
  void cx08_whatWasAbortedMeanwhileNeverAnswersThere() {
    story.order("eu-1", story.control(rollout, Control.Action.ABORT, 1));
    story.rest(25);
    assertThat(late).isEqualTo(1);
    assertThat(story.historyOf("asia-2", stoppedNanos)).isEmpty();
    assertThat(story.serving("asia")).containsOnly("1");
  }

  @Test
  void cx08_whatStillStandsIsOpenedOnFreshNews() {
    story.rest(25);
    assertThat(late).isEqualTo(1);
    assertThat(story.historyOf("asia-2", stoppedNanos)).containsExactly("2");
    assertThat(story.serving("asia")).containsOnly("2");
  }
}
