package dev.linnet.simulator.rehearse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Ends by the closed forms where there are such, and one by the definition of the interval. */
class ChanceTest {
  @Test
  void whatNeverCameHasTheRuleOfThree() {
    Chance never = new Chance(0, 20);
    assertThat(never.low()).isZero();
    assertThat(never.high()).isCloseTo(1 - Math.pow(0.025, 1.0 / 20), within(1e-12));
    Chance always = new Chance(20, 20);
    assertThat(always.low()).isCloseTo(Math.pow(0.025, 1.0 / 20), within(1e-12));
    assertThat(always.high()).isOne();
  }

  @Test
  void atEachEndTheTailOfTheBinomialIsTheRest() {
    Chance chance = new Chance(3, 10);
    assertThat(1 - upTo(2, 10, chance.low())).isCloseTo(0.025, within(1e-9));
    assertThat(upTo(3, 10, chance.high())).isCloseTo(0.025, within(1e-9));
  }

  private static double upTo(int most, int n, double share) {
    double sum = 0;
    double ways = 1;
    for (int k = 0; k <= most; k++) {
      sum += ways * Math.pow(share, k) * Math.pow(1 - share, n - k);
      ways = ways * (n - k) / (k + 1);
    }
    return sum;
  }
}
