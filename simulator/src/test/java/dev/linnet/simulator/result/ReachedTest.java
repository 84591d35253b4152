package dev.linnet.simulator.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReachedTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void sharesAreOfAllThatThePlanSelects() {
    Reached all = new Reached(4, List.of(SECOND, 2 * SECOND, 3 * SECOND, 4 * SECOND));

    assertThat(all.seconds(0)).isEqualTo("1");
    assertThat(all.seconds(50)).isEqualTo("2");
    assertThat(all.seconds(51)).isEqualTo("3");
    assertThat(all.seconds(95)).isEqualTo("4");
    assertThat(all.seconds(100)).isEqualTo("4");
  }

  @Test
  void shareThatWasNeverReachedHasNoTime() {
    Reached half = new Reached(4, List.of(SECOND, 2 * SECOND));

    assertThat(half.seconds(0)).isEqualTo("1");
    assertThat(half.seconds(50)).isEqualTo("2");
    assertThat(half.seconds(95)).isEmpty();
    assertThat(half.seconds(100)).isEmpty();
    assertThat(new Reached(0, List.of()).seconds(0)).as("not announced").isEmpty();
  }
}
