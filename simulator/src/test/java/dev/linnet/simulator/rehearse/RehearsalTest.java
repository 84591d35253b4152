package dev.linnet.simulator.rehearse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.linnet.documents.DocumentException;
import dev.linnet.simulator.rehearse.Outcome.InRegion;
import dev.linnet.simulator.rehearse.Rehearsal.Fault;
import dev.linnet.simulator.rehearse.Rehearsal.Settings;
import dev.linnet.simulator.rehearse.Rehearsal.Tried;
import dev.linnet.simulator.scenario.Candidate;
import dev.linnet.simulator.scenario.Twin;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is told before they announce. */
class RehearsalTest {
  private static final String TWIN =
      """
      name: farm
      classes: {barn: {unlabelled: true, trial: 1s, load: 200ms, requests: 20/s}}
      regions:
        north: {nodes: 3, class: barn}
        south: {nodes: 3, class: barn}
      links: {table: none, between: 40 ms}
      models:
        cows:
          "1": {chunks: 4, chunkSize: 64Ki}
          "2": {chunks: 2, chunkSize: 64Ki}
      rollouts:
        - at: 5s
          plan:
            spec:
              model: {name: cows, version: "1"}
              defaults: {bake: 0s, gates: []}
              waves: [{name: all, regions: ["*"]}]
      """;
  private static final String IN_TURN =
      "waves: [{name: north, regions: [north]}, {name: south, regions: [south]}]";
  private static final String AT_ONCE = "waves: [{name: all, regions: [\"*\"]}]";

  private final Path directory;

  RehearsalTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void aGoodVersionGoesInTheOrderOfThePlanAndABadOneStaysInItsFirstRegion() throws IOException {
    Rehearsal rehearsal = rehearsal(2, plan("turn", "2", IN_TURN));
    Tried tried = run(rehearsal, 1).tried().get(0);

    List<Question> questions = rehearsal.questions();
    assertThat(tried.of(questions.get(0)))
        .hasSize(2)
        .allSatisfy(
            good -> {
              assertThat(good.state()).isEqualTo("PROMOTED");
              assertThat(good.rolledBack()).isFalse();
              assertThat(good.nodesTouched()).isEqualTo(6);
              InRegion north = good.in("north");
              assertThat(north.firstSeconds()).isGreaterThan(1.2).isLessThanOrEqualTo(5);
              assertThat(north.promotedSeconds()).isGreaterThan(north.firstSeconds() + 3);
              assertThat(good.in("south").firstSeconds()).isGreaterThan(north.promotedSeconds());
              assertThat(good.promotedSeconds()).isEqualTo(good.in("south").promotedSeconds());
              // Each chunk crosses once, or a second time if its fetcher was thought to be stuck.
              assertThat(good.wideChunkBytes()).isBetween(2 * 65_536L, 4 * 65_536L);
            });
    assertThat(tried.of(questions.get(1)))
        .allSatisfy(
            bad -> {
              assertThat(bad.rolledBack()).isTrue();
              assertThat(bad.nodesTouched()).isBetween(1L, 3L);
              assertThat(bad.wrongAnswers()).isPositive().isLessThanOrEqualTo(bad.answers());
              assertThat(bad.goneSeconds()).isPositive();
              assertThat(bad.promotedSeconds()).isNaN();
            });
    assertThat(tried.of(questions.get(2)))
        .allSatisfy(
            bad -> {
              assertThat(bad.rolledBack()).isTrue();
              assertThat(bad.nodesTouched()).isGreaterThan(3);
              assertThat(bad.in("north").promotedSeconds()).isPositive();
            });
  }

  @Test
  void planByPlanAndSeedBySeedIsSaidWhichIsLess() throws IOException {
    // Over lines that lose nothing, a plan may take as long with every seed.
    String lossy = TWIN.replace("between: 40 ms", "between: 40 ms, loss: 5%");
    Twin twin = Twin.load(Files.writeString(directory.resolve("lossy.yaml"), lossy));
    Rehearsal rehearsal =
        rehearsal(twin, 3, plan("turn", "2", IN_TURN), plan("once", "2", AT_ONCE));

    List<String> lines = run(rehearsal, 1).lines();

    assertThat(lines).filteredOn(line -> line.startsWith("promoted everywhere")).hasSize(1);
    String promoted = line(lines, "promoted everywhere");
    assertThat(promoted).endsWith(" *").containsPattern("s \\(.*s \\(");
    String touched = line(lines, "bad everywhere: nodes touched");
    assertThat(touched).containsPattern("3( \\(.*\\))? \\*.*6");
    assertThat(line(lines, "rolled back by mistake")).contains("0 of 3 (0.0–70.8 %)");
  }

  /** Four of five are jury enough; the fifth tries for a minute and a half. */
  private Tried withASlowNode(String faults, Duration patience) throws IOException {
    String text =
        TWIN.replace(
                "requests: 20/s}}",
                "requests: 20/s}, mill: {unlabelled: true, trial: 90s, requests: 20/s}}")
            .replace("south: {nodes: 3, class: barn}", "south: {classes: {barn: 4, mill: 1}}");
    Twin twin = Twin.load(Files.writeString(directory.resolve("slow.yaml"), text + faults));
    Rehearsal rehearsal =
        new Rehearsal(
            twin,
            List.of(twin.candidate(plan("plan", "2", AT_ONCE))),
            new Settings(1, Fault.FAILS, 0.2, null, patience));
    return run(rehearsal, 1).tried().get(0);
  }

  private static Outcome healthy(Tried tried) {
    return tried.outcomes().values().iterator().next().get(0);
  }

  @Test
  void allServeOnceTheSlowestDoes() throws IOException {
    Outcome good = healthy(withASlowNode("", Duration.ofMinutes(10)));

    assertThat(good.state()).isEqualTo("PROMOTED");
    assertThat(good.in("south").promotedSeconds()).isLessThan(60);
    // When version 2 comes, it still tries version 1.
    assertThat(good.in("south").allSeconds()).isBetween(90.0, 180.0);
    assertThat(good.in("north").allSeconds()).isLessThan(60);
  }

  @Test
  void notAllServeWhereOneIsLeftInTheEnd() throws IOException {
    Outcome good = healthy(withASlowNode("", Duration.ofSeconds(60)));

    assertThat(good.in("south").firstSeconds()).isLessThan(60);
    assertThat(good.in("south").allSeconds()).isNaN();
    assertThat(good.in("north").allSeconds()).isLessThan(60);
  }

  @Test
  void whoIsGoneForGoodIsNotWaitedFor() throws IOException {
    Outcome good =
        healthy(withASlowNode("faults: [{at: 0s, crash: south-5}]\n", Duration.ofSeconds(60)));

    assertThat(good.in("south").allSeconds()).isLessThan(60);
  }

  @Test
  void aLossIsNoticedAsLateAsInADaemonsMeshUnlessTheTwinSaysSo() throws IOException {
    Path plan = plan("plan", "2", AT_ONCE);
    Twin usual = twin();
    Path file = directory.resolve("said.yaml");
    Twin said = Twin.load(Files.writeString(file, TWIN + "protocol: {detection: 2s}\n"));

    assertThat(usual.with(usual.candidate(plan), 1).timing().detectionNanos())
        .isBetween(7_000_000_000L, 8_000_000_000L);
    assertThat(said.with(said.candidate(plan), 1).timing().detectionNanos())
        .isEqualTo(2_000_000_000L);
  }

  @Test
  void threadsChangeNothingAndWhatWasBrokenOffIsLeftOut() throws IOException {
    Path plan = plan("turn", "2", IN_TURN);
    String one = run(rehearsal(1, plan), 1).json();

    assertThat(run(rehearsal(1, plan), 2).json()).isEqualTo(one);

    AtomicInteger asked = new AtomicInteger();
    BooleanSupplier soon = () -> asked.incrementAndGet() > 60;
    Results broken = rehearsal(2, plan).run(1, () -> {}, soon);
    assertThat(broken.isComplete()).isFalse();
    assertThat(broken.lines()).anyMatch(line -> line.endsWith("not run"));
    broken.write(directory.resolve("out"));
    assertThat(directory.resolve("out/rehearsal.json")).exists();
    assertThat(Files.readAllLines(directory.resolve("out/runs.csv"))).hasSizeLessThan(7);
  }

  @Test
  void whatAServingDaemonExportedIsRehearsed() throws IOException, URISyntaxException {
    Path exported =
        Path.of(Objects.requireNonNull(RehearsalTest.class.getResource("exported.yaml")).toURI());
    Twin twin = Twin.load(exported);
    assertThat(twin.scenario().regionNames()).containsExactly("eu", "na");
    assertThat(twin.scenario().nodeCount()).isEqualTo(3);
    Path file = directory.resolve("plan.yaml");
    Files.writeString(
        file,
        """
        spec:
          model: {name: scenes, version: "2"}
          defaults: {bake: 1s, gates: [], quorum: {minJurors: 1}}
          waves: [{name: eu, regions: [eu]}, {name: rest, regions: ["*"]}]
        """);

    Rehearsal rehearsal = new Rehearsal(twin, List.of(twin.candidate(file)), settings(1));

    assertThat(run(rehearsal, 1).tried().get(0).of(rehearsal.questions().get(0)))
        .singleElement()
        .satisfies(outcome -> assertThat(outcome.state()).isEqualTo("PROMOTED"));
  }

  @Test
  void fiveLinesAreATwinAndTheMissingVersionIsLikeTheOneThatServes() throws IOException {
    Path file = directory.resolve("five.yaml");
    Files.writeString(file, "regions: {eu: 3}\nmodels: {cows: {\"1\": {chunks: 3}}}\n");
    Twin twin = Twin.load(file);
    Candidate candidate = twin.candidate(plan("plan", "2", AT_ONCE));

    assertThat(candidate.remarks())
        .containsExactly(
            "the twin has no version 2 of cows: taken as large and as good as version 1");
    assertThat(candidate.modelBytes()).isEqualTo(3 * 256 * 1024);
    assertThat(
            new Rehearsal(twin, List.of(candidate), settings(1))
                .run(1, () -> {}, () -> false)
                .tried()
                .get(0)
                .of(new Question(Question.HEALTHY, "", null)))
        .singleElement()
        .satisfies(outcome -> assertThat(outcome.state()).isEqualTo("PROMOTED"));
  }

  @Test
  void aGateThatNoTwinCanJudgeIsLeftOutAndSaidSo() throws IOException {
    Path plan =
        plan(
            "plan",
            "2",
            AT_ONCE
                + "\n  defaults: {gates: [{name: right, metric: prediction.accuracy, pass:"
                + " \">= 90%\"}]}");

    assertThat(twin().candidate(plan).remarks())
        .containsExactly("wave all: gate right is left out: no twin knows prediction.accuracy");
  }

  @Test
  void whatTheTwinLacksIsSaidWithItsPlaceAndWhatIsNearest() throws IOException {
    refused(plan("a", "2", "waves: [{name: n, regions: [nort]}]"), "region", "'north'");
    Path other = plan("b", "2", AT_ONCE);
    Files.writeString(other, Files.readString(other).replace("name: cows", "name: cow"));
    refused(other, "model", "'cows'");
    Path bad = directory.resolve("bad.yaml");
    Files.writeString(bad, TWIN.replace("requests:", "request:"));
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> Twin.load(bad))
        .withMessageStartingWith(bad + ":2:")
        .withMessageEndingWith("unknown key 'request'; did you mean 'requests'?");
  }

  private void refused(Path plan, String what, String nearest) throws IOException {
    Twin twin = twin();
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> twin.candidate(plan))
        .withMessageMatching(".*\\.yaml:\\d+:\\d+: .*unknown " + what + " .*")
        .withMessageEndingWith("did you mean " + nearest + "?");
  }

  private static String line(List<String> lines, String begin) {
    return lines.stream().filter(each -> each.startsWith(begin)).findFirst().orElseThrow();
  }

  private Path plan(String name, String version, String waves) throws IOException {
    return Files.writeString(
        directory.resolve(name + ".yaml"),
        """
        spec:
          model: {name: cows, version: "%s"}
          %s
        """
            .formatted(
                version, waves.contains("defaults") ? waves : "defaults: {bake: 3s}\n  " + waves));
  }

  private Twin twin() throws IOException {
    return Twin.load(Files.writeString(directory.resolve("twin.yaml"), TWIN));
  }

  private static Settings settings(int seeds) {
    return new Settings(seeds, Fault.FAILS, 0.2, null, null);
  }

  private Rehearsal rehearsal(int seeds, Path... plans) throws IOException {
    return rehearsal(twin(), seeds, plans);
  }

  private Rehearsal rehearsal(Twin twin, int seeds, Path... plans) throws IOException {
    return new Rehearsal(twin, Arrays.stream(plans).map(twin::candidate).toList(), settings(seeds));
  }

  private static Results run(Rehearsal rehearsal, int threads) {
    return rehearsal.run(threads, () -> {}, () -> false);
  }
}
