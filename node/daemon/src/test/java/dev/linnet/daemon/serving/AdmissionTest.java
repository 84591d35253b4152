package dev.linnet.daemon.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.daemon.serving.InferenceException.Status;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private final Admission admission = new Admission(1, 2, Duration.ofSeconds(5));

  private static void assertExhausted(ThrowingCallable call, String text) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            InferenceException.class, e -> assertThat(e.status()).isEqualTo(Status.EXHAUSTED))
        .hasMessageContaining(text);
  }

  @Test
  void asManyAreInAsRunAndWaitWhereverTheyWait() {
    for (int i = 0; i < 3; i++) {
      admission.arrive();
    }
    assertThat(admission.waiting()).isEqualTo(3);
    admission.enter(System.nanoTime());
    assertThat(admission.waiting()).isEqualTo(2);
    assertExhausted(admission::arrive, "1 inferences run and 2 wait");
    admission.depart();
    admission.arrive();
  }

  @Test
  void aTurnEndsOnceHoweverOftenItIsClosed() {
    Admission.Turn turn = admission.enter(System.nanoTime());
    assertThat(admission.hasTurns()).isFalse();
    turn.close();
    turn.close();
    assertThat(admission.hasTurns()).isTrue();
    admission.enter(System.nanoTime());
    assertThat(admission.hasTurns()).as("a second turn at once").isFalse();
  }

  @Test
  void whatWasWaitedElsewhereCountsThoughATurnIsFree() {
    long sixSecondsAgo = System.nanoTime() - Duration.ofSeconds(6).toNanos();
    assertExhausted(() -> admission.enter(sixSecondsAgo), "no turn came within 5000 ms");
    admission.enter(sixSecondsAgo + Duration.ofSeconds(4).toNanos());
  }
}
