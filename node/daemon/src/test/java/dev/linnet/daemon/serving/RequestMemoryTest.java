package dev.linnet.daemon.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.daemon.serving.InferenceException.Status;
import dev.linnet.daemon.serving.RequestMemory.Held;
import org.junit.jupiter.api.Test;

class RequestMemoryTest {
  private final RequestMemory memory = new RequestMemory(100);

  private static void assertRefused(Held held, long bytes, Status status) {
    assertThatThrownBy(() -> held.take(bytes))
        .isInstanceOfSatisfying(
            InferenceException.class, e -> assertThat(e.status()).isEqualTo(status))
        .hasMessageContaining("100 bytes");
  }

  @Test
  void whatOthersHoldIsRefusedForNowAndWhatNobodyEverGetsForGood() {
    try (Held first = memory.hold();
        Held second = memory.hold()) {
      first.take(60);
      second.take(40);
      assertRefused(second, 1, Status.EXHAUSTED);
      assertRefused(first, 41, Status.TOO_LARGE);
      first.giveBack(10);
      second.take(10);
      assertThat(memory.takenBytes()).isEqualTo(100);
    }
    assertThat(memory.takenBytes()).isZero();
  }

  @Test
  void itGoesBackOnceAllWhoWorkOnTheRequestAreDone() {
    Held held = memory.hold();
    Held kept = held.keep();
    held.take(30);
    held.close();
    kept.take(5);
    assertThat(memory.takenBytes()).isEqualTo(35);
    kept.close();
    assertThat(memory.takenBytes()).isZero();
  }

  @Test
  void oneRequestComesAsHalfOfItAtMostAndNeverAsMoreThan64Mebibytes() {
    assertThat(memory.mostOfOne()).isEqualTo(50);
    assertThat(RequestMemory.unbounded().mostOfOne()).isEqualTo(64 << 20);
  }
}
