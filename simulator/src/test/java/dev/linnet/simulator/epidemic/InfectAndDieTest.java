package dev.linnet.simulator.epidemic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.linnet.simulator.engine.Simulation;
import org.junit.jupiter.api.Test;

class InfectAndDieTest {
  /** The share r that solves r = 1 − exp(−r d). */
  private static double expectedShare(int degree, int fanout) {
    double distinct = degree * (1 - Math.pow(1 - 1.0 / degree, fanout));
    double share = 1;
    for (int i = 0; i < 100; i++) {
      share = 1 - Math.exp(-share * distinct);
    }
    return share;
  }

  @Test
  void reachesTheShareThatTheoryGives() {
    int nodes = 100_000;
    for (int fanout = 2; fanout <= 5; fanout++) {
      InfectAndDie push =
          new InfectAndDie(nodes, new RandomOverlay(nodes, 20, fanout), fanout, 10, 100);
      Simulation simulation = new Simulation(nodes, fanout, push);
      simulation.run();
      assertThat((double) push.reachedNodes() / nodes)
          .isCloseTo(expectedShare(20, fanout), within(0.01));
      assertThat(simulation.events()).isEqualTo(1 + (long) fanout * push.reachedNodes());
    }
    assertThat(expectedShare(20, 4)).isCloseTo(0.973, within(0.0005));
  }

  @Test
  void neighboursAreOthersAndEvenlySpread() {
    int nodes = 50;
    int[] chosen = new int[nodes];
    for (int seed = 0; seed < 100; seed++) {
      RandomOverlay overlay = new RandomOverlay(nodes, 20, seed);
      for (int node = 0; node < nodes; node++) {
        for (int i = 0; i < overlay.degree(); i++) {
          int neighbour = overlay.neighbour(node, i);
          assertThat(neighbour).isNotEqualTo(node).isBetween(0, nodes - 1);
          chosen[neighbour]++;
        }
      }
    }
    for (int times : chosen) {
      assertThat(times).isCloseTo(2_000, within(250));
    }
  }
}
