package dev.linnet.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Event;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.trust.Digest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoomWaitsTest {
  private static final ModelName MODEL = new ModelName("scenes");
  private static final Digest FIRST = Digest.of(new byte[] {1});
  private static final Digest SECOND = Digest.of(new byte[] {2});
  private static final String FAILED =
      "the device had no room for it for 120 s: model.onnx: std::bad_alloc";

  private final List<Event> told = new ArrayList<>();
  private final List<Duration> waits = new ArrayList<>();
  private final RoomWaits rooms =
      new RoomWaits(
          told::add,
          (wait, task) -> {
            waits.add(wait);
            task.run();
          });

  private void noRoomFor(Digest manifest) {
    rooms.toServe(MODEL, manifest, "model.onnx: std::bad_alloc");
  }

  private Event last() {
    return told.get(told.size() - 1);
  }

  private Duration waitedInAll() {
    return waits.stream().reduce(Duration.ZERO, Duration::plus);
  }

  @Test
  void versionComesLaterAndEachWaitIsShort() {
    for (int i = 0; i < 4; i++) {
      noRoomFor(FIRST);
    }
    assertThat(told).containsOnly(new Event.ServingLate(MODEL, FIRST)).hasSize(4);
    assertThat(waits.stream().map(Duration::toSeconds)).containsExactly(1L, 2L, 4L, 4L);
  }

  @Test
  void versionThatFindsNoneForTwoMinutesHasFailed() {
    Event late = new Event.ServingLate(MODEL, FIRST);
    noRoomFor(FIRST);
    while (last().equals(late)) {
      noRoomFor(FIRST);
    }
    assertThat(last()).isEqualTo(new Event.ServingFailed(MODEL, FIRST, FAILED));
    assertThat(waitedInAll()).isBetween(Duration.ofSeconds(120), Duration.ofSeconds(124));
    noRoomFor(FIRST);
    assertThat(last()).as("whoever orders it again has it waited for anew").isEqualTo(late);
  }

  @Test
  void shadowWaitsAsLong() {
    Event late = new Event.TrialPutOff(FIRST);
    rooms.toShadow(MODEL, FIRST, "model.onnx: std::bad_alloc");
    while (last().equals(late)) {
      rooms.toShadow(MODEL, FIRST, "model.onnx: std::bad_alloc");
    }
    assertThat(last()).isEqualTo(new Event.TrialFinished(FIRST, false, FAILED));
    assertThat(waitedInAll()).isBetween(Duration.ofSeconds(120), Duration.ofSeconds(124));
  }

  @Test
  void anotherVersionAndOneThatServedMeanwhileBeginAnew() {
    noRoomFor(FIRST);
    noRoomFor(FIRST);
    noRoomFor(SECOND);
    noRoomFor(SECOND);
    rooms.served(MODEL);
    noRoomFor(SECOND);
    assertThat(waits.stream().map(Duration::toSeconds)).containsExactly(1L, 2L, 1L, 2L, 1L);
  }
}
