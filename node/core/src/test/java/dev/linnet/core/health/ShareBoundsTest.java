package dev.linnet.core.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShareBoundsTest {
  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.1, 0.5})
  void trueShareLiesWithinAtAllTimesAtOnce(double share) {
    int outside = 0;
    for (int seed = 0; seed < 1_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long hits = 0;
      boolean left = false;
      for (int n = 1; n <= 500 && !left; n++) {
        hits += random.nextDouble() < share ? 1 : 0;
        ShareBounds bounds = new ShareBounds(hits, n, 0.05);
        left = bounds.low() > share || bounds.high() < share;
      }
      outside += left ? 1 : 0;
    }
    // At error 0.05 the mean is at most 50; 75 is 3.6 standard deviations above it.
    assertThat(outside).isLessThanOrEqualTo(75);
  }

  @Test
  void nothingSeenRulesNothingOut() {
    ShareBounds bounds = new ShareBounds(0, 0, 0.05);
    assertThat(bounds.low()).isZero();
    assertThat(bounds.high()).isEqualTo(1);
  }

  @Test
  void boundsDrawTogether() {
    ShareBounds bounds = new ShareBounds(500_000, 1_000_000, 0.05);
    assertThat(bounds.low()).isCloseTo(0.5, within(0.005)).isLessThan(0.5);
    assertThat(bounds.high()).isCloseTo(0.5, within(0.005)).isGreaterThan(0.5);
  }
}
