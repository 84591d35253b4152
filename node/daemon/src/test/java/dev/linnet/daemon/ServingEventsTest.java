package dev.linnet.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Event;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.trust.Digest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServingEventsTest {
  private static final ModelName MODEL = new ModelName("scenes");
  private static final Digest VERSION = Digest.of(new byte[] {1});
  private static final String REASON = "model.onnx: std::bad_alloc";

  private final List<Event> told = new ArrayList<>();
  private final List<Runnable> later = new ArrayList<>();
  private final List<Duration> waits = new ArrayList<>();
  private final ServingEvents events =
      new ServingEvents(
          told::add,
          (wait, task) -> {
            waits.add(wait);
            later.add(task);
          });

  @Test
  void versionThatFindsNoRoomComesLaterAndHasNotFailed() {
    events.servingPutOff(MODEL, VERSION, REASON);
    assertThat(told).isEmpty();
    later.get(0).run();
    assertThat(told).containsExactly(new Event.ServingLate(MODEL, VERSION));
  }

  @Test
  void shadowThatFindsNoRoomComesLaterAndHasNotFailed() {
    events.shadowPutOff(MODEL, VERSION, REASON);
    assertThat(told).isEmpty();
    later.get(0).run();
    assertThat(told).containsExactly(new Event.TrialPutOff(VERSION));
  }

  @Test
  void versionThatServedIsWaitedForAnew() {
    events.servingPutOff(MODEL, VERSION, REASON);
    events.servingStarted(MODEL, VERSION);
    events.servingPutOff(MODEL, VERSION, REASON);
    assertThat(waits).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1));
    assertThat(told).containsExactly(new Event.ServingStarted(MODEL, VERSION));
  }

  @Test
  void whatCannotBeLoadedOtherwiseHasFailedAtOnce() {
    events.servingFailed(MODEL, VERSION, "it lacks an input");
    events.shadowFailed(MODEL, VERSION, "it lacks an input");
    assertThat(told)
        .containsExactly(
            new Event.ServingFailed(MODEL, VERSION, "it lacks an input"),
            new Event.TrialFinished(VERSION, false, "it lacks an input"));
    assertThat(waits).isEmpty();
  }
}
