package dev.linnet.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.linnet.simulator.engine.Simulation;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RumorMongeringTest {
  private static final int SITES = 200_000;

  private static Map<String, Double> ran(int nodes, Direction direction, Interest interest) {
    RumorMongering rumor = new RumorMongering(nodes, direction, interest);
    new Simulation(nodes, 1, rumor).run();
    return rumor.figures();
  }

  /** The one law of all pushing: messages fall on sites at random (section 1.4). */
  @Test
  void whatAPushMissesIsTheExponentialOfItsTraffic() {
    for (int k = 2; k <= 4; k++) {
      for (boolean feedback : new boolean[] {false, true}) {
        for (boolean counter : new boolean[] {false, true}) {
          Map<String, Double> figures =
              ran(SITES, Direction.PUSH, new LossOfInterest(feedback, counter, k));
          double missed = Math.exp(-figures.getOrDefault("traffic", Double.NaN));
          assertThat(figures.getOrDefault("residue", Double.NaN))
              .isCloseTo(missed, within(4 * Math.sqrt(missed / SITES)));
        }
      }
    }
  }

  /** Their equation 5: s = exp(−(k+1)(1−s)) with feedback and a coin. */
  @Test
  void aCoinWithFeedbackLeavesTheResidueOfTheirEquation() {
    for (int k = 1; k <= 3; k++) {
      double residue = 0;
      for (int i = 0; i < 200; i++) {
        residue = Math.exp(-(k + 1) * (1 - residue));
      }
      double ours =
          ran(SITES, Direction.PUSH, new LossOfInterest(true, false, k))
              .getOrDefault("residue", Double.NaN);
      // The equation is of continuous time; cycles are a little better.
      assertThat(ours).isLessThan(residue).isCloseTo(residue, within(0.25 * residue));
    }
  }

  @Test
  void pushAndPullMissLessThanEitherAlone() {
    Interest interest = new LossOfInterest(true, true, 1);
    double both = ran(50_000, Direction.PUSH_PULL, interest).getOrDefault("residue", Double.NaN);
    assertThat(both)
        .isLessThan(ran(50_000, Direction.PULL, interest).getOrDefault("residue", Double.NaN));
    assertThat(both)
        .isLessThan(ran(50_000, Direction.PUSH, interest).getOrDefault("residue", Double.NaN));
  }

  @Test
  void whoNeverLosesInterestReachesAll() {
    // The run itself would never end: interest is lost after more cycles than are needed.
    Map<String, Double> figures =
        ran(
            5_000,
            Direction.PUSH,
            (simulation, state, given, needed) -> state < 60 ? state + 1 : -1);
    assertThat(figures).containsEntry("residue", 0.0);
  }
}
