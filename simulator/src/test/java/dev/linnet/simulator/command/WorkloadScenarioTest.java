package dev.linnet.simulator.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A workload that a scenario names, as a person runs it. */
class WorkloadScenarioTest {
  private static final String RUMOR =
      """
      workload:
        name: rumor
        nodes: 200
        settings: {direction: push-pull, memory: blind, k: 1}
      """;

  private static final String STUDY =
      RUMOR
          + """
          study:
            grid: {workload.settings.k: [1, 2, 3], workload.nodes: [50, 100]}
            seeds: 4
          """;

  private final Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  WorkloadScenarioTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void figuresAreThoseOfTheWorkloadCommand() throws IOException {
    assertThat(run("run", scenario(RUMOR), "--runs", "5", "--out", in("out"))).isZero();
    out.getBuffer().setLength(0);
    assertThat(
            run(
                "workload rumor --nodes 200 --runs 5 --set direction=push-pull --set memory=blind"
                    .concat(" --set k=1")
                    .split(" ")))
        .isZero();

    for (String figure :
        List.of("residue", "traffic", "averageCycle", "copiesCycle", "lastCycle")) {
      String mean = String.format(Locale.ROOT, "%.5g", sum(figure) / 5);
      assertThat(out.toString()).containsPattern(figure + " +" + mean + " ");
    }
    assertThat(out.toString()).contains((long) sum("events") + " events; digest ");
  }

  @Test
  void directoryHoldsWhatMeansSomethingAndNothingOfAMeshThatWasThere() throws IOException {
    String mesh = "regions: {eu: 2}\nmodels: {m: {\"1\": {}}}\nduration: 1s\nuntil: duration\n";
    assertThat(run("run", scenario(mesh), "--out", in("out"))).isZero();
    assertThat(directory.resolve("out/events.jsonl")).exists();

    assertThat(run("run", scenario(RUMOR), "--seed", "7", "--runs", "3", "--out", in("out")))
        .isZero();

    Map<String, String> files = files("out");
    assertThat(files.keySet())
        .containsExactlyInAnyOrder(
            "manifest.json",
            "scenario.yaml",
            "summary.csv",
            "series.csv",
            "report.html",
            "plots/residue.svg",
            "plots/traffic.svg",
            "plots/averageCycle.svg",
            "plots/copiesCycle.svg",
            "plots/lastCycle.svg");
    assertThat(files.getOrDefault("summary.csv", ""))
        .startsWith(
            "seed,end,nodes,events,residue,traffic,averageCycle,copiesCycle,lastCycle\n"
                + "7,SETTLED,200,");
    assertThat(files.getOrDefault("series.csv", ""))
        .startsWith("seed,metric,value\n7,end,SETTLED\n7,nodes,200\n")
        .contains("\n9,residue,0.");
    assertThat(files.getOrDefault("report.html", ""))
        .contains("200 nodes, workload rumor", "k 1", "3 runs, seeds 7 to 9", "<svg")
        .doesNotContain("src=", "href=\"http");
    assertThat(files.getOrDefault("manifest.json", ""))
        .contains("\"scenarioDigest\"", "\"machine\"", "\"complete\": true", "SplitMix64");
    assertThat(run("run", scenario(mesh), "--out", in("out"))).isZero();
    assertThat(directory.resolve("out/plots/residue.svg")).doesNotExist();
  }

  @Test
  void classFromOutsideIsNamedInFull() throws IOException {
    String hops =
        "workload: {name: dev.linnet.simulator.workload.WorkloadsTest$Hops, nodes: 9, settings:"
            + " {hops: 12}}\n";
    assertThat(run("scenario", scenario(hops))).isZero();
    assertThat(out.toString())
        .isEqualTo(
            "mine: 9 nodes, workload dev.linnet.simulator.workload.WorkloadsTest$Hops, hops 12\n");

    assertThat(run("run", scenario(hops), "--out", in("out"))).isZero();

    assertThat(directory.resolve("out/summary.csv"))
        .hasContent("seed,end,nodes,events,hops\n1,SETTLED,9,13,12\n");
    assertThat(directory.resolve("out/plots")).isEmptyDirectory();
  }

  @Test
  void studyOverSettingsGivesTheSameBytesOnThreadsAndByShards() throws IOException {
    String file = scenario(STUDY);
    assertThat(run("sweep", file, "--threads", "1", "--out", in("one"))).isZero();
    assertThat(run("sweep", file, "--threads", "2", "--out", in("two"))).isZero();
    assertThat(run("sweep", file, "--shard", "1/2", "--out", in("s1"))).isZero();
    assertThat(run("sweep", file, "--shard", "2/2", "--out", in("s2"))).isZero();
    assertThat(run("merge", file, in("s2"), in("s1"), "--out", in("merged"))).isZero();

    Map<String, String> one = files("one");
    assertThat(files("two")).isEqualTo(one);
    assertThat(files("merged")).isEqualTo(one);
    assertThat(one.getOrDefault("points.csv", "").lines())
        .hasSize(1 + 6 * 7)
        .anyMatch(row -> row.startsWith("0,1,50,4,0,0,0,false,residue,4,4,0."));
    assertThat(one).containsKey("plots/residue-over-workload.settings.k.svg");
  }

  @Test
  void studyStopsByAFigureOfTheWorkload() throws IOException {
    String stopping = STUDY + "  stop: {figure: traffic, within: 50%, least: 2}\n";
    assertThat(run("sweep", scenario(stopping), "--out", in("out"))).isZero();
    assertThat(directory.resolve("out/points.csv")).content().contains(",true,traffic,2,2,");

    assertThat(run("sweep", scenario(stopping.replace("traffic", "trafic")), "--out", in("no")))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains("mine.yaml:8:18: study.stop.figure: unknown figure 'trafic'; did you mean");
  }

  @Test
  void exampleOfTheDocumentRunsAsItSays() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "simulating.md"));
    Matcher example = Pattern.compile("(?s)```yaml\\R(name: how-many.*?)```").matcher(document);
    assertThat(example.find()).isTrue();
    String file = scenario(example.group(1));

    assertThat(run("run", file, "--runs", "100", "--out", in("out"))).isZero();
    assertThat(out.toString()).containsPattern("residue +0\\.\\d+ \\(");
    assertThat(run("sweep", file, "--out", in("study"))).isZero();
    assertThat(Files.readAllLines(directory.resolve("study/summary.csv"))).hasSize(1 + 6 * 20);

    assertThat(run("scenario", scenario(example.group(1).replace("direction", "direktion"))))
        .isEqualTo(2);
    String said = err.toString().lines().reduce((before, last) -> last).orElse("");
    assertThat(document).contains("`rumor.yaml" + said.substring(said.indexOf("mine.yaml") + 9));
  }

  @Test
  void mistakeInAStudyIsToldWhereItStands() throws IOException {
    assertThat(run("sweep", scenario(STUDY.replace("settings.k:", "settings.kk:")))).isEqualTo(2);
    assertThat(run("sweep", scenario(STUDY.replace("[1, 2, 3]", "[1, 0.5]")))).isEqualTo(2);

    assertThat(err.toString().lines().toList())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .endsWith(
                        "mine.yaml:6:33: workload.settings.kk: rumor has no such setting; did you"
                            + " mean 'k'?"),
            line ->
                assertThat(line)
                    .endsWith(
                        "mine.yaml:6:35: workload.settings.k: expected a whole number from 1 to"
                            + " 1000, got 0.5"));
  }

  @Test
  void workloadIsNoTwin() throws IOException {
    String plan = Files.writeString(directory.resolve("plan.yaml"), "spec: {}\n").toString();
    assertThat(run("rehearse", scenario(RUMOR), plan)).isEqualTo(2);
    assertThat(err.toString())
        .contains("mine.yaml:1:1: expected a mesh, with regions and models, got workload rumor");
  }

  private double sum(String figure) throws IOException {
    Matcher rows =
        Pattern.compile("\n\\d+," + figure + ",([0-9.]+)")
            .matcher(Files.readString(directory.resolve("out/series.csv")));
    return rows.results().mapToDouble(row -> Double.parseDouble(row.group(1))).sum();
  }

  private String scenario(String text) throws IOException {
    return Files.writeString(directory.resolve("mine.yaml"), text).toString();
  }

  private String in(String name) {
    return directory.resolve(name).toString();
  }

  private int run(String... arguments) {
    return LinnetSim.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private Map<String, String> files(String name) throws IOException {
    Path from = directory.resolve(name);
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(from.relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }
}
