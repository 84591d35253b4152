package dev.linnet.simulator.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioTextTest {
  private final Path directory;

  ScenarioTextTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void filesGoWithTheScenarioUnlessTheyWouldLieElsewhereOrInThePlaceOfAResult() throws IOException {
    Path results = Files.createDirectories(directory.resolve("results"));
    Files.writeString(results.resolve("summary.csv"), "a result");
    Map<String, String> beside =
        Map.of(
            "lines.csv",
            "1",
            "traces/osaka.csv",
            "2",
            "../plan.yaml",
            "3",
            directory.resolve("absolute.csv").toString(),
            "4",
            "summary.csv",
            "5");

    ScenarioText scenario = new ScenarioText("regions: …", new TreeMap<>(beside));
    scenario.copyTo(results);

    assertThat(results.resolve("scenario.yaml")).content().isEqualTo("regions: …");
    assertThat(results.resolve("lines.csv")).content().isEqualTo("1");
    assertThat(results.resolve("traces/osaka.csv")).content().isEqualTo("2");
    assertThat(results.resolve("summary.csv")).content().isEqualTo("a result");
    assertThat(directory.resolve("plan.yaml")).doesNotExist();
    assertThat(directory.resolve("absolute.csv")).doesNotExist();
    assertThat(scenario.digests()).hasSize(5);
  }
}
