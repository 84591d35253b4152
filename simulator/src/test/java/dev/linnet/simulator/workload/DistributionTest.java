package dev.linnet.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.simulator.engine.Simulation;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DistributionTest {
  private static Map<String, Double> ran(String name, int nodes, int chunks, long seed) {
    Workload workload =
        Workloads.named(name).make(nodes, seed, Settings.of("chunks", String.valueOf(chunks)));
    new Simulation(nodes, seed, workload).run();
    return workload.figures();
  }

  @Test
  void theCubeTakesTheLeastRoundsThereAre() {
    for (int dimensions = 1; dimensions <= 7; dimensions++) {
      for (int chunks = 1; chunks <= 70; chunks += 3) {
        assertThat(ran("hypercube", 1 << dimensions, chunks, 1))
            .containsEntry("rounds", (double) chunks + dimensions - 1)
            .containsEntry("uploadsPerChunk", 1.0);
      }
    }
  }

  @Test
  void chanceNeverBeatsTheBoundAndSendsNothingTwice() {
    for (int nodes = 2; nodes <= 40; nodes++) {
      for (int chunks = 1; chunks <= 100; chunks += 33) {
        int bound = chunks + 31 - Integer.numberOfLeadingZeros(nodes - 1);
        Map<String, Double> figures = ran("rarest-first", nodes, chunks, nodes);
        assertThat(figures.getOrDefault("rounds", Double.NaN)).isGreaterThanOrEqualTo(bound);
        assertThat(figures).containsEntry("uploadsPerChunk", 1.0);
      }
    }
  }

  /** The product's swarm needs to hear what others hold; that is some rounds, and few copies. */
  @Test
  void theProductsSwarmComesNearTheBound() {
    int nodes = 9;
    int chunks = 64;
    int bound = chunks + 3;
    Map<String, Double> figures = ran("core-swarm", nodes, chunks, 1);
    assertThat(figures.getOrDefault("rounds", Double.NaN)).isBetween((double) bound, 1.4 * bound);
    assertThat(figures.getOrDefault("uploadsPerChunk", Double.NaN)).isBetween(1.0, 1.1);
  }
}
