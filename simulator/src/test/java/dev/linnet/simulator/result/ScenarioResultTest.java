package dev.linnet.simulator.result;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.documents.YamlReader;
import dev.linnet.simulator.scenario.MeshScenario;
import dev.linnet.simulator.scenario.Scenario;
import dev.linnet.simulator.scenario.ScenarioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scenarios of docs/simulating.md, run as they stand there. */
class ScenarioResultTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "simulating.md");
  private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\\R(.*?)```");

  private static final String SMALL =
      """
      regions: {eu: 2, us: 2}
      models: {m: {"1": {}}}
      links: {loss: 20%}
      duration: 20s
      until: duration
      """;

  private final Path directory;

  ScenarioResultTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void fiveLinesRollTheGoodVersionOutAndTheBadOneBack() throws IOException {
    RunResult result = run(examples().get(0), directory, 1);

    assertThat(result.figures())
        .containsEntry("end", "SETTLED")
        .containsEntry("nodes", "15")
        .containsEntry("detector-1.state", "PROMOTED")
        .containsEntry("detector-1.serving_nodes", "15")
        .containsEntry("detector-2.state", "ROLLED_BACK")
        .containsEntry("detector-2.serving_nodes", "0");
    assertThat(directory.resolve("manifest.json")).content().contains("\"complete\": true");
    assertThat(directory.resolve("report.html"))
        .content()
        .contains("<svg", "Content-Security-Policy")
        .doesNotContain("src=", "href=\"http", "url(http", "@import", "fetch(");
    assertThat(Files.readAllLines(directory.resolve("timeline.csv")))
        .filteredOn(row -> row.startsWith("1,detector-2,rest,tokyo,5,"))
        .singleElement()
        .asString()
        .contains(",ROLLED_BACK,");
  }

  @Test
  void severalRunsGiveTheSameBytesOnOneThreadAndOnTwo() throws IOException {
    runs(SMALL, directory.resolve("one"), 3, 1);
    runs(SMALL, directory.resolve("two"), 3, 2);

    Map<String, String> files = files(directory.resolve("one"));
    assertThat(files(directory.resolve("two"))).isEqualTo(files);
    assertThat(files)
        .containsKeys("plots/convergence.svg", "plots/timeline.svg", "plots/traffic.svg");
    assertThat(files.getOrDefault("summary.csv", "").lines().map(row -> row.split(",")[0]))
        .containsExactly("seed", "7", "8", "9");
    runs(SMALL, directory.resolve("alone"), 1, 1);
    assertThat(files(directory.resolve("alone")))
        .as("the first of several is the one that runs alone")
        .containsEntry("events.jsonl", files.get("events.jsonl"));
  }

  @Test
  void oneSeedGivesTheSameBytesAndAnotherSeedOthers() throws IOException {
    String example = examples().get(0);
    run(example, directory.resolve("a"), 7);
    run(example, directory.resolve("b"), 7);
    run(example, directory.resolve("c"), 8);

    assertThat(files(directory.resolve("b"))).isEqualTo(files(directory.resolve("a")));
    assertThat(files(directory.resolve("c")).get("series.csv"))
        .isNotEqualTo(files(directory.resolve("a")).get("series.csv"));
  }

  @Test
  void everyExampleOfTheDocumentRunsAndBreaksNoInvariant() throws IOException {
    List<String> examples = examples();
    assertThat(examples).hasSizeGreaterThanOrEqualTo(2);
    for (String example : examples) {
      RunResult result = run(example, directory, 1);
      assertThat(result.ended().violation()).isEmpty();
      if (scenario(example) instanceof MeshScenario) {
        assertThat(result.figures().get("detector-1.state")).isEqualTo("PROMOTED");
      }
    }
  }

  @Test
  void traceLetsThroughWhatIsAskedFor() throws IOException {
    run(examples().get(0), directory, 1);

    List<String> lines = new ArrayList<>();
    new Trace("tokyo-1", "detector-2", 0, 1e9).of(directory, lines::add);
    assertThat(lines)
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).contains("\"tokyo-1\"", "\"detector-2\""));
    List<String> none = new ArrayList<>();
    new Trace("tokyo-1", null, 1e8, 1e9).of(directory, none::add);
    assertThat(none).isEmpty();
  }

  @Test
  void stoppedRunLeavesAWholeDirectoryThatSaysSo() throws IOException {
    String text = examples().get(0);
    int[] asked = {0};
    RunResult result =
        new ResultDirectory(directory)
            .run(scenario(text), new ScenarioText(text), 1, 1, 1, () -> ++asked[0] > 3)
            .get(0);

    assertThat(result.figures()).containsEntry("end", "STOPPED");
    assertThat(directory.resolve("manifest.json")).content().contains("\"complete\": false");
    assertThat(files(directory))
        .containsKeys("summary.csv", "series.csv", "events.jsonl", "report.html")
        .doesNotContainKeys("events.jsonl.partial", "manifest.json.partial");
  }

  private RunResult run(String text, Path into, long seed) throws IOException {
    return new ResultDirectory(into)
        .run(scenario(text), new ScenarioText(text), seed, 1, 1, () -> false)
        .get(0);
  }

  private static void runs(String text, Path into, int runs, int threads) throws IOException {
    new ResultDirectory(into)
        .run(scenario(text), new ScenarioText(text), 7, runs, threads, () -> false);
  }

  private static Scenario scenario(String text) {
    return ScenarioFile.read(YamlReader.parse(text, "example.yaml"), Path.of("example.yaml"));
  }

  private static List<String> examples() throws IOException {
    Matcher matcher = EXAMPLE.matcher(Files.readString(DOCUMENT));
    List<String> all = new ArrayList<>();
    while (matcher.find()) {
      all.add(matcher.group(1));
    }
    return all;
  }

  /** All but the manifest, which names the machine. */
  private static Map<String, String> files(Path from) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        String name = from.relativize(file).toString();
        if (!name.equals("manifest.json")) {
          files.put(name, Files.readString(file));
        }
      }
    }
    return files;
  }
}
