package dev.linnet.simulator.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.simulator.scenario.Scenario;
import dev.linnet.simulator.scenario.ScenarioFile;
import dev.linnet.simulator.sweep.Journal.Done;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TasksTest {
  private final Journal journal;

  TasksTest(@TempDir Path directory) throws IOException {
    journal = new Journal(directory);
  }

  @Test
  void runsThatAreThereAreNotRunAgain() throws IOException {
    journal.add(run(1).line());

    assertThat(new Tasks(study(3, null), journal).of(0))
        .containsExactly(new PointTask(0, 0, 1, List.of()), new PointTask(0, 2, 3, List.of()));
    assertThat(new Tasks(study(3, new Study.Stop("last", 0.1, 2)), journal).of(0))
        .as("early stopping asks the first run before the second")
        .containsExactly(new PointTask(0, 0, 3, List.of()));
  }

  @Test
  void soManyRunsAreTakenTogetherThatThereAreNotTooManyTasks() {
    List<PointTask> tasks = new Tasks(study(1_000_000, null), journal).of(0);

    assertThat(tasks).hasSize(100_000).startsWith(new PointTask(0, 0, 10, List.of()));
  }

  private static Study study(int seeds, Study.@Nullable Stop stop) {
    Scenario scenario =
        ScenarioFile.parse("regions: {eu: 1}\nmodels: {m: {\"1\": {}}}\n", Path.of("small.yaml"));
    List<Study.Point> points = List.of(new Study.Point(0, Map.of(), scenario));
    return new Study("study", 1, points, seeds, 0.95, stop);
  }

  private static Done run(int repetition) {
    return new Done(0, repetition, 1, Map.of(), Map.of("last", "1"), null);
  }
}
