package dev.linnet.simulator.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.simulator.SimulatedMesh;
import dev.linnet.simulator.check.Check.Broken;
import dev.linnet.simulator.check.Check.Report;
import dev.linnet.simulator.invariant.Violation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Runs from seeds, and what is done with those that fail. */
class CheckTest {
  private static final long SEEDS = 400;

  @Test
  void everyInvariantHoldsInEveryRun() {
    Report report = Check.run(1, SEEDS, 2, broken -> false, done -> {});
    assertThat(report.violations()).isEmpty();
    assertThat(report.faults().keySet())
        .as("a fault that never happens checks nothing")
        .contains(
            "abort",
            "clock",
            "crash",
            "crash-midway",
            "delay",
            "disk-loss",
            "goes-bad",
            "leap",
            "leap-too-far",
            "lie",
            "noise",
            "one-key-of-two",
            "one-way-partition",
            "partition",
            "pause",
            "plan-deadline",
            "plan-freshness-off",
            "plan-mild-deadline",
            "plan-new-epoch",
            "plan-retry",
            "plan-return-to",
            "plan-selector",
            "plan-share",
            "plan-window",
            "promote",
            "raise-epoch",
            "region-loss",
            "revoke-node",
            "revoke-operator",
            "rotate-root",
            "silent-retry",
            "slow",
            "stolen-key",
            "stop",
            "stop-at-load",
            "two-of-three");
  }

  @Test
  void seedGivesOneHistoryToTheLastEvent() {
    List<String> once = Check.history(7, Long.MAX_VALUE);
    assertThat(once).hasSizeGreaterThan(20).isEqualTo(Check.history(7, Long.MAX_VALUE));
    assertThat(Check.history(7, 100)).isEqualTo(once.subList(0, Check.history(7, 100).size()));
  }

  @Test
  void resultsComeInTheOrderOfSeedsHoweverManyRunAtOnce() {
    Report one = Check.run(20, 10, 1, broken -> false, done -> {});
    assertThat(Check.run(20, 10, 3, broken -> false, done -> {})).isEqualTo(one);
  }

  @Test
  void failingScenarioShrinksToWhatItFailsBy() {
    Scenario failing = Generator.scenario(SEEDS + 1);
    Scenario least = Shrinking.of(failing, scenario -> scenario.steps().size() >= 3);
    assertThat(least.steps()).hasSize(3);
    assertThat(failing.steps()).containsAll(least.steps());
    assertThat(least.regions().values()).containsOnly(1);
  }

  @Test
  void brokenRunTellsItsStory() {
    Scenario quiet =
        new Scenario(
            3,
            Map.of("eu", 2),
            Set.of(),
            Set.of(),
            new TreeMap<>(),
            1,
            SimulatedMesh.USUAL_START,
            List.of(),
            5_000,
            true);
    assertThat(Run.of(quiet).violation()).isEmpty();
    assertThat(quiet.nodes()).containsExactly(new NodeName("eu-1"), new NodeName("eu-2"));
    Broken broken = new Broken(1, new Violation("INV-1", "eu-1", 2_000_000_000L, 17, "lies"));
    assertThat(broken.violation()).hasToString("INV-1 at eu-1, 2.000 s, event 17: lies");
  }
}
