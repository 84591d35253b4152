package dev.linnet.simulator.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.linnet.documents.DocumentException;
import dev.linnet.simulator.scenario.MeshScenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However the work is shared out, the bytes are the same. */
class StudyRunTest {
  private static final String SMALL =
      """
      regions: {eu: 2, us: 2}
      models: {m: {"1": {}}}
      duration: 20s
      until: duration
      study:
        grid: {links.loss: [0%, 30%], regions.us: [2, 3]}
        seeds: 4
        stop: {figure: m-1.first_seconds, within: 5%, least: 2}
      """;

  private final Path directory;

  StudyRunTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void threadsShardsAndBrokenOffCallsGiveTheSameBytes() throws IOException {
    assertThat(run("one", 0, 1, 1, Integer.MAX_VALUE)).isTrue();
    Map<String, String> one = files("one");

    assertThat(run("threads", 0, 1, 2, Integer.MAX_VALUE)).isTrue();
    assertThat(files("threads")).isEqualTo(one);

    assertThat(run("resumed", 0, 1, 1, 45)).isFalse();
    assertThat(directory.resolve("resumed/manifest.json"))
        .content()
        .contains("\"complete\": false");
    Path journal = directory.resolve("resumed/runs.jsonl");
    assertThat(journal).content().isNotEmpty().isNotEqualTo(one.get("runs.jsonl"));
    Files.writeString(journal, Files.readString(journal) + "{\"point\":3,\"repe");
    assertThat(run("resumed", 0, 1, 1, Integer.MAX_VALUE)).isTrue();
    assertThat(files("resumed")).isEqualTo(one);

    assertThat(run("s1", 0, 2, 1, Integer.MAX_VALUE)).isTrue();
    assertThat(run("s2", 1, 2, 1, Integer.MAX_VALUE)).isTrue();
    StudyRun.merge(
        study(SMALL),
        source(SMALL),
        List.of(directory.resolve("s2"), directory.resolve("s1")),
        directory.resolve("merged"));
    assertThat(files("merged")).isEqualTo(one);
  }

  @Test
  void runsOfAPointSideBySideAndWithGapsGiveTheSameBytes() throws IOException {
    String text =
        SMALL.replaceFirst("  stop: .*\n", "").replace("[0%, 30%], regions.us: [2, 3]", "[30%]");
    assertThat(run(text, "one", 1)).isEqualTo(4);
    assertThat(run(text, "threads", 2)).isEqualTo(4);
    assertThat(files("threads")).isEqualTo(files("one"));

    Map<String, String> one = files("one");
    Path journal = directory.resolve("one/runs.jsonl");
    List<String> lines = Files.readAllLines(journal);
    Files.write(journal, List.of(lines.get(0), lines.get(2)));
    assertThat(run(text, "one", 1)).isEqualTo(2);
    assertThat(files("one")).isEqualTo(one);
  }

  /** How many tasks there were. */
  private int run(String text, String into, int threads) throws IOException {
    int[] tasks = new int[1];
    Engine counting =
        new Engine() {
          @Override
          public String name() {
            return "counting";
          }

          @Override
          public boolean run(Work work, Runs runs, BooleanSupplier stop) {
            tasks[0] = work.tasks().size();
            return new Threads(threads).run(work, runs, stop);
          }
        };
    StudySource source = source(text);
    Path out = directory.resolve(into);
    StudyRun.run(source.study(), source, out, 0, 1, counting, () -> {}, () -> false);
    return tasks[0];
  }

  @Test
  void pointRunsElsewhereFromTextAlone() throws IOException {
    Path matrix = Files.writeString(directory.resolve("lines.csv"), "rtt_ms,eu,us\neu,,90\n");
    String text = SMALL.replace("duration: 20s", "duration: 20s\nlinks: {matrix: lines.csv}");
    StudySource source = StudySource.of(text, directory.resolve("small.yaml"));
    Study study = source.study();
    List<String> here = new ArrayList<>();
    assertThat(new PointTask(2, 0, 4, List.of()).run(study, here::add, () -> false)).isTrue();

    String sent = source.message();
    String task = new PointTask(2, 1, 4, here.subList(0, 1)).message();
    Files.delete(matrix);
    Study only = StudySource.received(sent).only(2);
    List<String> elsewhere = new ArrayList<>();
    assertThat(PointTask.received(task).run(only, elsewhere::add, () -> false)).isTrue();

    assertThat(only.points()).hasSize(1);
    assertThat(elsewhere).isNotEmpty().isEqualTo(here.subList(1, here.size()));
  }

  @Test
  void engineThatIsNotThereIsToldInOneLine() {
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> Engine.named("spark"))
        .withMessageContaining("spark-submit")
        .withMessageNotContaining("\n");
  }

  @Test
  void pointsHaveTheSameSeedsAndTheFirstDiffersFromItselfByNothing() throws IOException {
    run("one", 0, 1, 1, Integer.MAX_VALUE);

    List<String> summary = Files.readAllLines(directory.resolve("one/summary.csv"));
    assertThat(summary.get(0)).startsWith("point,repetition,seed,links.loss,regions.us,end,nodes");
    Map<String, Set<String>> seeds = new TreeMap<>();
    for (String row : summary.subList(1, summary.size())) {
      String[] cells = row.split(",", -1);
      seeds.computeIfAbsent(cells[1], any -> new HashSet<>()).add(cells[2]);
    }
    assertThat(seeds).hasSizeBetween(2, 4).allSatisfy((at, all) -> assertThat(all).hasSize(1));
    assertThat(Files.readAllLines(directory.resolve("one/points.csv")))
        .filteredOn(line -> line.contains(",messages,") && line.startsWith("0,"))
        .singleElement()
        .asString()
        .endsWith(",0,0,0");
  }

  @Test
  void reportShowsIntervalsAndWhatDiffersOverWhatVaries() throws IOException {
    run("one", 0, 1, 1, Integer.MAX_VALUE);

    Map<String, String> files = files("one");
    assertThat(files)
        .containsKeys(
            "plots/m-1.first_seconds-over-links.loss.svg",
            "plots/m-1.first_seconds-over-regions.us.svg");
    assertThat(files.getOrDefault("report.html", ""))
        .contains("<th scope=\"col\">m-1.first_seconds</th>", " ± ", "<svg")
        .doesNotContain("<script", "src=", "href=\"http");
    assertThat(files.getOrDefault("manifest.json", "")).contains("\"machine\"", "\"version\"");
  }

  @Test
  void anotherDocumentIsNotMixedIn() throws IOException {
    run("one", 0, 1, 1, 0);

    assertNotMixed(
        source(SMALL.replace("seeds: 4", "seeds: 5")),
        "holds the results of another document; give another --out");
  }

  @Test
  void anotherSideFileIsNotMixedIn() throws IOException {
    String text = SMALL.replace("duration: 20s", "duration: 20s\nlinks: {matrix: lines.csv}");
    Path file = directory.resolve("small.yaml");
    Path matrix = Files.writeString(directory.resolve("lines.csv"), "rtt_ms,eu,us\neu,,90\n");
    begin(StudySource.of(text, file));
    assertThat(directory.resolve("one/lines.csv")).hasSameTextualContentAs(matrix);

    Files.writeString(matrix, "rtt_ms,eu,us\neu,,91\n");

    assertNotMixed(
        StudySource.of(text, file), "holds the results of another lines.csv; give another --out");
  }

  @Test
  void anotherProgramIsNotMixedIn() throws IOException {
    run("one", 0, 1, 1, 0);
    Path manifest = directory.resolve("one/manifest.json");
    Files.writeString(
        manifest,
        Files.readString(manifest)
            .replaceFirst("\"version\": \"[^\"]*\"", "\"version\": \"0.0.7\""));

    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> begin(source(SMALL)))
        .withMessageMatching(
            ".*one: holds the results of version 0\\.0\\.7.*, and this is version [^;]*; give"
                + " another --out");
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(
            () ->
                StudyRun.merge(
                    study(SMALL),
                    source(SMALL),
                    List.of(directory.resolve("one")),
                    directory.resolve("merged")))
        .withMessageEndingWith("; run that shard again");
  }

  @Test
  void directoryWithoutResultsIsNotMerged() {
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(
            () ->
                StudyRun.merge(
                    study(SMALL), source(SMALL), List.of(directory), directory.resolve("merged")))
        .withMessage(directory + ": holds no results of a study");
  }

  private void assertNotMixed(StudySource source, String expected) {
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> begin(source))
        .withMessage(directory.resolve("one") + ": " + expected);
  }

  /** Comes to an end before the first run is done. */
  private void begin(StudySource source) throws IOException {
    StudyRun.run(
        source.study(),
        source,
        directory.resolve("one"),
        0,
        1,
        new Threads(1),
        () -> {},
        () -> true);
  }

  @Test
  void runThatThrowsEndsNoOtherAndCountsInNoInterval() throws IOException {
    Study good = study(SMALL);
    List<Study.Point> points = new ArrayList<>(good.points());
    MeshScenario scenario = (MeshScenario) points.get(1).scenario();
    points.set(1, new Study.Point(1, points.get(1).values(), impossible(scenario)));
    Study study =
        new Study(good.name(), good.seed(), points, good.seeds(), good.confidence(), good.stop());

    StudyRun.Outcome outcome =
        StudyRun.run(
            study,
            source(SMALL),
            directory.resolve("one"),
            0,
            1,
            new Threads(1),
            () -> {},
            () -> false);

    assertThat(outcome.isComplete()).isTrue();
    assertThat(outcome.isSound()).isFalse();
    assertThat(outcome.warnings())
        .singleElement()
        .asString()
        .contains("4 of ", " ended by an exception and count in no interval; the first is point 1,")
        .contains("java.lang.NullPointerException");
    assertThat(directory.resolve("one/points.csv"))
        .content()
        .contains("\n1,0%,3,0,0,0,4,false,messages,0,");
    assertThat(directory.resolve("one/summary.csv")).content().contains("NullPointerException");
    assertThat(directory.resolve("one/report.html"))
        .content()
        .contains("class=\"warning\"", "ended by an exception");
  }

  @Test
  void engineThatFailsLeavesTablesOfWhatIsDone() throws IOException {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                StudyRun.run(
                    study(SMALL),
                    source(SMALL),
                    directory.resolve("one"),
                    0,
                    1,
                    new Failing(),
                    () -> {},
                    () -> false));

    assertThat(Files.readAllLines(directory.resolve("one/summary.csv"))).hasSize(2);
    assertThat(directory.resolve("one/manifest.json")).content().contains("\"complete\": false");
  }

  /** Ends after the first run. */
  private static final class Failing implements Engine {
    @Override
    public String name() {
      return "failing";
    }

    @Override
    public boolean run(Work work, Runs into, BooleanSupplier stop) throws IOException {
      return work.tasks()
          .get(0)
          .run(
              work.study(),
              line -> {
                into.add(line);
                throw new IllegalStateException("the machine is gone");
              },
              stop);
    }
  }

  /** Rolls out a version that it does not have. */
  private static MeshScenario impossible(MeshScenario like) {
    return new MeshScenario(
        like.name(),
        like.seed(),
        like.start(),
        like.warmUpNanos(),
        like.durationNanos(),
        like.untilSettled(),
        like.acquainted(),
        like.regions(),
        like.lines(),
        like.churn(),
        like.faults(),
        List.of(),
        like.releases(),
        like.adversaries(),
        like.timing(),
        like.swarm(),
        like.recording());
  }

  @Test
  void latinHypercubeHasOnePointInEachPartOfEachRange() {
    Study study =
        study(
            SMALL.replaceAll(
                " grid: .*",
                " sample: {points: 10, ranges: {links.loss: {from: 0, to: 1},"
                    + " links.between: {from: 0, to: 100, unit: ms}}}"));

    assertThat(study.points()).hasSize(10);
    Set<Integer> tenths = new HashSet<>();
    Set<Integer> tens = new HashSet<>();
    for (Study.Point point : study.points()) {
      tenths.add((int) (10 * Double.parseDouble(point.values().getOrDefault("links.loss", ""))));
      String between = point.values().getOrDefault("links.between", "");
      assertThat(between).endsWith("ms");
      tens.add((int) (Double.parseDouble(between.replace("ms", "")) / 10));
    }
    assertThat(tenths).hasSize(10);
    assertThat(tens).hasSize(10);
  }

  @Test
  void mistakeInAStudyIsToldWithItsPlace() {
    assertRefused("links.loss: [0%, 30%]", "links.loss: [0%, 130%]", "6:27: links.loss: '130%' is");
    assertRefused(
        ", least: 2",
        "",
        "8:9: study.stop: stops nothing early: expected more seeds (4) than least");
    assertRefused("links.loss", "links.los", "unknown key 'los'; did you mean 'loss'?");
    assertRefused("grid:", "gird:", "did you mean 'grid'?");
    assertRefused(
        "figure: m-1.first_seconds",
        "figure: m-1.frist_seconds",
        "8:18: study.stop.figure: unknown figure 'm-1.frist_seconds'; did you mean"
            + " 'm-1.first_seconds'?");
  }

  @Test
  void intervalIsStudentsT() {
    Interval interval = Interval.of(List.of(1.0, 2.0, 3.0, 4.0, 5.0), 5, 0.95);

    assertThat(interval.mean()).isEqualTo(3);
    assertThat(interval.halfWidth())
        .as("t of 4 degrees at 97.5 % is 2.776, the standard error the root of 1/2")
        .isCloseTo(2.776445 * Math.sqrt(0.5), within(1e-5));
    assertThat(Interval.of(List.of(7.0), 1, 0.95).cells()).containsExactly("7", "", "");
  }

  private static void assertRefused(String part, String wrong, String expected) {
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> study(SMALL.replace(part, wrong)))
        .withMessageContaining(expected);
  }

  private static Study study(String text) {
    return source(text).study();
  }

  private static StudySource source(String text) {
    return StudySource.of(text, Path.of("small.yaml"));
  }

  /** Stops when it was asked so often whether to. */
  private boolean run(String into, int shard, int shards, int threads, int most)
      throws IOException {
    AtomicInteger asked = new AtomicInteger();
    return StudyRun.run(
            study(SMALL),
            source(SMALL),
            directory.resolve(into),
            shard,
            shards,
            new Threads(threads),
            () -> {},
            () -> asked.incrementAndGet() > most)
        .isComplete();
  }

  private Map<String, String> files(String of) throws IOException {
    Map<String, String> files = new TreeMap<>();
    Path from = directory.resolve(of);
    try (var all = Files.walk(from)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(from.relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }
}
