package dev.linnet.simulator.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.linnet.simulator.engine.Simulation;
import dev.linnet.simulator.scenario.Scenario;
import dev.linnet.simulator.scenario.ScenarioFile;
import dev.linnet.simulator.workload.Settings;
import dev.linnet.simulator.workload.Workload;
import dev.linnet.simulator.workload.Workloads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadRunTest {
  /** Goes on for ever, and calls its figures as it is told. */
  public static final class Endless implements Workload {
    private final boolean takesAName;

    public Endless(int nodes, long seed, Settings settings) {
      takesAName = settings.whole("taken", 0, 0, 1) == 1;
    }

    @Override
    public void start(Simulation simulation) {
      simulation.after(0, 1, 0);
    }

    @Override
    public void onEvent(Simulation simulation, int node, int from, long word) {
      simulation.after(node, 1, 0);
    }

    @Override
    public Map<String, Double> figures() {
      return takesAName
          ? Map.of("events", 1.0)
          : new HashMap<>(
              Map.of("b", 1e-7, "c", Double.NaN, "a", 1.0 / 3, "d", Double.POSITIVE_INFINITY));
    }
  }

  @Test
  void runThatIsStoppedLetsTheRestOfItsEventsGo(@TempDir Path directory) throws IOException {
    AtomicInteger asked = new AtomicInteger();
    RunResult result =
        new ResultDirectory(directory)
            .run(
                endless(0),
                new ScenarioText("as above"),
                1,
                1,
                1,
                () -> asked.incrementAndGet() > 3)
            .get(0);

    assertThat(result.figures()).containsEntry("end", "STOPPED").containsEntry("events", "131072");
    assertThat(directory.resolve("manifest.json")).content().contains("\"complete\": false");
    assertThat(directory.resolve("report.html")).exists();
  }

  @Test
  void figuresOfNoStatedOrderHaveTheOrderOfTheirNamesAndNothingForWhatIsNoNumber() {
    RunResult result = RunResult.of(endless(0), 1, line -> {}, () -> true);

    assertThat(result.figures().toString())
        .isEqualTo("{end=STOPPED, nodes=1000, events=0, a=0.333333333333333, b=0.0000001, c=, d=}");
  }

  @Test
  void figureMayNotTakeTheNameOfAnother() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunResult.of(endless(1), 1, line -> {}, () -> true))
        .withMessageEndingWith("Endless has a figure 'events': expected another name");
  }

  @Test
  void figuresAreKnownBeforeARun() {
    for (String name : Workloads.names()) {
      Scenario scenario = scenario("workload: {name: " + name + ", nodes: 16}\n");
      assertThat(RunResult.of(scenario, 1, line -> {}, () -> false).figures().keySet())
          .as(name)
          .containsExactlyElementsOf(RunResult.figureNames(scenario));
    }
  }

  private static Scenario endless(int taken) {
    return scenario(
        "workload: {name: %s, settings: {taken: %d}}\n".formatted(Endless.class.getName(), taken));
  }

  private static Scenario scenario(String text) {
    return ScenarioFile.parse(text, Path.of("mine.yaml"));
  }
}
