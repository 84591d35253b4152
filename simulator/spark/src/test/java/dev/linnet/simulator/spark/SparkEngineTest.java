package dev.linnet.simulator.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.simulator.sweep.Study;
import dev.linnet.simulator.sweep.StudyRun;
import dev.linnet.simulator.sweep.StudySource;
import dev.linnet.simulator.sweep.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a cluster of processes, with the jars and the command that people have. */
class SparkEngineTest {
  private static final int SEEDS = 4;
  private static final int POINTS = 4;
  private static final long PATIENCE_SECONDS = 300;
  private static final String STUDY =
      """
      regions: {eu: 2, us: 2}
      models: {m: {"1": {}}}
      links: {matrix: lines.csv}
      duration: 20s
      until: duration
      study:
        grid: {links.loss: [0%, 30%], regions.us: [2, 3]}
        seeds: 4
        stop: {figure: m-1.first_seconds, within: 5%, least: 2}
      """;

  private final Path directory;
  private final Path file;

  SparkEngineTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.file = directory.resolve("small.yaml");
    Files.writeString(directory.resolve("lines.csv"), "rtt_ms,eu,us\neu,,90\n");
  }

  @Test
  void clusterGoesOnWithHalfAndGivesTheBytesOfThreadsAndShards() throws Exception {
    Files.writeString(file, STUDY);
    StudySource source = StudySource.load(file);
    Study study = source.study();
    threads("threads", 0, 1);
    threads("s1", 0, 2);
    threads("s2", 1, 2);
    StudyRun.merge(
        study,
        source,
        List.of(directory.resolve("s1"), directory.resolve("s2")),
        directory.resolve("merged"));
    threads("spark", 0, 2);
    Path journal = directory.resolve("spark/runs.jsonl");
    List<String> half = Files.readAllLines(journal);
    Files.write(journal, half.subList(0, half.size() - 1));

    try (SparkSubmit submit =
        new SparkSubmit(
            directory, "sweep", file.toString(), "--engine", "spark", "--out", "spark")) {
      assertThat(submit.exitCode(PATIENCE_SECONDS)).as(submit.log()).isZero();
    }

    Map<String, String> results = files("threads");
    assertThat(results)
        .containsKeys("runs.jsonl", "summary.csv", "points.csv", "report.html", "scenario.yaml");
    assertThat(files("spark")).isEqualTo(results);
    assertThat(files("merged")).isEqualTo(results);
    assertThat(directory.resolve("spark/manifest.json")).content().contains("\"complete\": true");
    assertThat(Files.readAllLines(directory.resolve("spark/runs.jsonl")))
        .as("some points stop early")
        .hasSizeBetween(2 * POINTS, SEEDS * POINTS - 1);
  }

  @Test
  void interruptionLeavesWhatIsDoneAndNoProcess() throws Exception {
    Files.writeString(file, STUDY.replace("regions.us: [2, 3]", "duration: [20s, 80000h]"));
    Path journal = directory.resolve("spark/runs.jsonl");

    try (SparkSubmit submit =
        new SparkSubmit(
            directory, "sweep", file.toString(), "--engine", "spark", "--out", "spark")) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!Files.exists(journal)) {
        assertThat(submit.exitCode(0)).as(submit.log()).isEqualTo(-1);
        assertThat(System.nanoTime()).as(submit.log()).isLessThan(deadline);
        TimeUnit.MILLISECONDS.sleep(20);
      }
      assertThat(submit.executors()).as("executors").hasSize(2);
      submit.interrupt();
      assertThat(submit.exitCode(PATIENCE_SECONDS)).as(submit.log()).isNotIn(-1, 0);
      for (ProcessHandle executor : submit.executors()) {
        executor.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    }

    Map<String, String> results = files("spark");
    assertThat(results)
        .containsKeys("runs.jsonl", "summary.csv", "points.csv", "report.html", "scenario.yaml");
    assertThat(results.getOrDefault("summary.csv", "").lines().skip(1))
        .isNotEmpty()
        .hasSameSizeAs(Files.readAllLines(journal))
        .allMatch(row -> row.contains(",20s,"));
    assertThat(directory.resolve("spark/manifest.json")).content().contains("\"complete\": false");
  }

  private void threads(String into, int shard, int shards) throws IOException {
    StudySource source = StudySource.load(file);
    StudyRun.run(
        source.study(),
        source,
        directory.resolve(into),
        shard,
        shards,
        new Threads(2),
        () -> {},
        () -> false);
  }

  /** All but the manifest, which tells of the machine. */
  private Map<String, String> files(String of) throws IOException {
    Map<String, String> files = new TreeMap<>();
    Path from = directory.resolve(of);
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        String name = from.relativize(path).toString();
        if (!name.equals("manifest.json")) {
          files.put(name, Files.readString(path));
        }
      }
    }
    return files;
  }
}
