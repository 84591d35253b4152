package dev.linnet.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.simulator.engine.Simulation;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegionalSwarmTest {
  private static Map<String, Double> figures(int nodes, long seed, String... settings) {
    RegionalSwarm swarm = new RegionalSwarm(nodes, seed, Settings.of(settings));
    new Simulation(nodes, seed, swarm).run();
    return swarm.figures();
  }

  @Test
  void aChunkEntersARegionOnceAndLeavesTheFirstAboutOnce() {
    Map<String, Double> figures =
        figures(32, 1, "regions", "4", "upload-millis", "42", "wide-millis", "420");
    assertThat(figures.get("copiesIntoTheMost")).isBetween(1.0, 1.05);
    assertThat(figures.get("copiesFromTheFirst")).isBetween(1.0, 1.4);
    assertThat(figures.get("allOfBound")).isBetween(1.0, 1.6);
  }

  @Test
  void whoLeavesIsWaitedForByNobodyAndHasAllOnceItIsBack() {
    Map<String, Double> figures =
        figures(48, 2, "regions", "4", "churn-percent", "60", "absent-millis", "20000");
    assertThat(figures.get("leaves")).isGreaterThan(4);
    assertThat(figures.get("copiesIntoTheMost")).isBetween(1.0, 1.5);
    assertThat(figures.get("allOfBound")).isNotNaN();
  }

  @Test
  void sameSeedSameFigures() {
    String[] settings = {"regions", "4", "churn-percent", "20", "chunks", "16"};
    assertThat(figures(16, 3, settings))
        .isEqualTo(figures(16, 3, settings))
        .isNotEqualTo(figures(16, 4, settings));
  }
}
