package dev.linnet.simulator.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.simulator.engine.Simulation;
import dev.linnet.simulator.workload.Settings;
import dev.linnet.simulator.workload.StagedRollout;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** What the reduced model of a rollout has to do with whole nodes of the core. */
class StagedRolloutTest {
  private static final Percentage CLOSE = Percentage.withPercentage(15);

  @Test
  void costsWhatWholeNodesCost() {
    RolloutRow whole = RolloutRow.measured(100, 10, 1);
    Map<String, Double> reduced = run(100, "regions", "10", "until-told", "1");

    assertThat(reduced.get("seconds")).isCloseTo(whole.seconds(), CLOSE);
    assertThat(reduced.get("announcement messages"))
        .isCloseTo(messages(whole, Kind.ANNOUNCEMENT), CLOSE);
    assertThat(reduced.get("vote messages")).isCloseTo(messages(whole, Kind.VOTE), CLOSE);
    assertThat(reduced.get("verdict messages"))
        .as("where each verdict is taken once")
        .isCloseTo(messages(whole, Kind.VERDICT) / whole.takenPerVerdict(), CLOSE);
  }

  /** The first region and the tenth of them go first: one and then one of ten. */
  @Test
  void versionThatFailsInARegionServesNowhereThatComesLater() {
    Map<String, Double> first = run(1_000, "regions", "10", "bad-region", "1");
    Map<String, Double> second = run(1_000, "regions", "10", "bad-region", "2");

    assertThat(first.get("ever served")).isEqualTo(0.1);
    assertThat(second.get("ever served")).isEqualTo(0.2);
    assertThat(first.get("back, seconds")).isPositive();
  }

  private static double messages(RolloutRow row, Kind kind) {
    return Objects.requireNonNull(row.byKind().get(kind), kind.name()).messages();
  }

  private static Map<String, Double> run(int nodes, String... settings) {
    StagedRollout rollout = new StagedRollout(nodes, 1, Settings.of(settings));
    new Simulation(nodes, 1, rollout).run();
    return rollout.figures();
  }
}
