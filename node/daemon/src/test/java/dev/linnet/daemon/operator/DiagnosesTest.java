package dev.linnet.daemon.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.linnet.core.NodeView;
import dev.linnet.testmesh.Await;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DiagnosesTest {
  private static final NodeView VIEW = TestView.view(List.of(), List.of());

  @Test
  void whoAsksWhileTheDoctorLooksGetsTheSameAnswer() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger looks = new AtomicInteger();
    try (Diagnoses diagnoses =
        new Diagnoses(
            view -> {
              Await.open(goOn);
              JsonObject found = new JsonObject();
              found.addProperty("look", looks.incrementAndGet());
              return found;
            })) {
      CompletableFuture<JsonObject> first = diagnoses.of(VIEW);
      CompletableFuture<JsonObject> second = diagnoses.of(VIEW);
      assertThat(second).isNotDone();
      goOn.countDown();
      assertThat(look(first)).isEqualTo(1);
      assertThat(look(second)).isEqualTo(1);
      assertThat(look(diagnoses.of(VIEW))).isEqualTo(2);
    }
  }

  private static int look(CompletableFuture<JsonObject> answer) throws Exception {
    return answer.get(30, TimeUnit.SECONDS).get("look").getAsInt();
  }

  @Test
  void failureIsToldAndTheNextLookIsAnother() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    try (Diagnoses diagnoses =
        new Diagnoses(
            view -> {
              JsonObject found = new JsonObject();
              found.addProperty("look", 1 / looks.getAndIncrement());
              return found;
            })) {
      assertThat(diagnoses.of(VIEW)).failsWithin(30, TimeUnit.SECONDS);
      assertThat(look(diagnoses.of(VIEW))).isEqualTo(1);
    }
  }
}
