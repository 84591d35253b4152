package dev.linnet.core.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SequentialTestTest {
  @Test
  void falseAlarmsStayBelowAlphaHoweverLongOneLooks() {
    // At alpha 0.01 the mean is at most 20; 36 is 3.6 standard deviations above it.
    assertThat(rejectedOf2000(() -> SequentialTest.atMost(0.15, 0.01), 0.15))
        .isLessThanOrEqualTo(36);
  }

  @Test
  void versionThatFailsFortyPercentIsFoundAfterFewRequests() {
    double requests = 0;
    int streams = 500;
    for (int seed = 0; seed < streams; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      SequentialTest test = SequentialTest.atMost(0.15, 0.01);
      while (!test.rejected()) {
        test.observe(1, random.nextDouble() < 0.4 ? 1 : 0);
        requests++;
      }
    }
    assertThat(requests / streams).isLessThan(60);
  }

  @Test
  void versionThatGoesBadAfterALongHealthyTimeIsFoundSoonToo() {
    double requests = 0;
    int streams = 100;
    for (int seed = 0; seed < streams; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      SequentialTest test = SequentialTest.atMost(0.15, 0.01);
      for (int i = 0; i < 10_000; i++) {
        test.observe(1, 0);
      }
      while (!test.rejected()) {
        test.observe(1, random.nextDouble() < 0.4 ? 1 : 0);
        requests++;
      }
    }
    assertThat(requests / streams).isLessThan(200);
  }

  @Test
  void bettingAtTheLimitIsFair() {
    // Every sequence of 12 trials, weighted by its probability: the mean wealth is 1.
    double mean = 0;
    for (int sequence = 0; sequence < 1 << 12; sequence++) {
      SequentialTest test = SequentialTest.atMost(0.2, 0.01);
      for (int i = 0; i < 12; i++) {
        test.observe(1, (sequence >> i) & 1);
      }
      int failures = Integer.bitCount(sequence);
      mean += Math.pow(0.2, failures) * Math.pow(0.8, 12 - failures) * test.wealth();
    }
    assertThat(mean).isCloseTo(1, within(1e-9));
  }

  @Test
  void bettingOnSuccessAtTheLimitIsFairToo() {
    double mean = 0;
    for (int sequence = 0; sequence < 1 << 12; sequence++) {
      SequentialTest test = SequentialTest.atLeast(0.2, 0.01);
      for (int i = 0; i < 12; i++) {
        test.observe(1, (sequence >> i) & 1);
      }
      int failures = Integer.bitCount(sequence);
      mean += Math.pow(0.2, failures) * Math.pow(0.8, 12 - failures) * test.wealth();
    }
    assertThat(mean).isCloseTo(1, within(1e-9));
  }

  @Test
  void versionAtTheLimitIsSeldomTakenForBetter() {
    // At beta 0.05 the mean is at most 100; 135 is 3.6 standard deviations above it.
    assertThat(rejectedOf2000(() -> SequentialTest.atLeast(0.1, 0.05), 0.1))
        .isLessThanOrEqualTo(135);
  }

  @Test
  void thirtyFiveCleanRequestsRuleOutOneFailureInTen() {
    SequentialTest test = SequentialTest.atLeast(0.1, 0.05);
    test.observe(34, 0);
    assertThat(test.rejected()).isFalse();
    test.observe(1, 0);
    assertThat(test.rejected()).isTrue();
  }

  /** How many of 2,000 streams a test rejects within 1,000 requests, of which that share fails. */
  private static int rejectedOf2000(Supplier<SequentialTest> tests, double share) {
    int rejected = 0;
    for (int seed = 0; seed < 2_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      SequentialTest test = tests.get();
      for (int i = 0; i < 1_000 && !test.rejected(); i++) {
        test.observe(1, random.nextDouble() < share ? 1 : 0);
      }
      rejected += test.rejected() ? 1 : 0;
    }
    return rejected;
  }
}
