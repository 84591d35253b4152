package dev.linnet.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.simulator.result.EventsFuzz;
import dev.linnet.simulator.result.ResultsManifestFuzz;
import dev.linnet.simulator.scenario.ChurnTraceFuzz;
import dev.linnet.simulator.scenario.LatencyMatrixFuzz;
import dev.linnet.simulator.scenario.ScenarioFuzz;
import dev.linnet.simulator.scenario.TriedPlanFuzz;
import dev.linnet.simulator.sweep.RunsFuzz;
import dev.linnet.simulator.sweep.StudyFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs each fuzz target on its kept corpus, and on what is near it. */
final class FuzzRegressionTest {
  private static final int CHANGED_EACH = 200;

  interface Target {
    void run(byte[] input) throws Exception;
  }

  record Fuzz(String name, Target target) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Fuzz> targets() {
    return Stream.of(
        new Fuzz("ChurnTrace", ChurnTraceFuzz::fuzzerTestOneInput),
        new Fuzz("Events", EventsFuzz::fuzzerTestOneInput),
        new Fuzz("LatencyMatrix", LatencyMatrixFuzz::fuzzerTestOneInput),
        new Fuzz("ResultsManifest", ResultsManifestFuzz::fuzzerTestOneInput),
        new Fuzz("Runs", RunsFuzz::fuzzerTestOneInput),
        new Fuzz("Scenario", ScenarioFuzz::fuzzerTestOneInput),
        new Fuzz("Study", StudyFuzz::fuzzerTestOneInput),
        new Fuzz("TriedPlan", TriedPlanFuzz::fuzzerTestOneInput));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void theCorpusAndWhatIsNearItAreReadOrRefused(Fuzz fuzz) throws Exception {
    List<Path> corpus = corpus(fuzz.name());
    assertThat(corpus).as("corpus of %s", fuzz.name()).isNotEmpty();
    Random random = new Random(0x11EE7);
    for (Path file : corpus) {
      byte[] kept = Files.readAllBytes(file);
      fuzz.target().run(kept);
      for (int round = 0; kept.length > 0 && round < CHANGED_EACH; round++) {
        fuzz.target().run(changed(kept, random));
      }
    }
  }

  private static byte[] changed(byte[] kept, Random random) {
    byte[] bytes =
        Arrays.copyOf(kept, kept.length - random.nextInt(2) * random.nextInt(kept.length));
    for (int change = random.nextInt(4); change >= 0; change--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private static List<Path> corpus(String name) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/fuzz", name))) {
      return files.sorted().toList();
    }
  }
}
