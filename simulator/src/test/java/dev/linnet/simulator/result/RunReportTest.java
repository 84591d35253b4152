package dev.linnet.simulator.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.documents.YamlReader;
import dev.linnet.simulator.result.States.Change;
import dev.linnet.simulator.scenario.MeshScenario;
import dev.linnet.simulator.scenario.ScenarioFile;
import dev.linnet.simulator.scenario.ScenarioRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a page holds of runs larger and more hostile than one would like. */
class RunReportTest {
  private static final int REGIONS = 100;
  private static final int PAGE_BYTES = 1_500_000;

  private final Path directory;

  RunReportTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void longRunOfAThousandNodesIsThinned() throws IOException {
    MeshScenario scenario = scenario("large.yaml", 10);
    RunResult run = restless(scenario, 3_600);

    Playback playback = new Playback(scenario, run);
    assertThat(run.states().get(0).changes()).hasSizeGreaterThan(50_000);
    assertThat(playback.count()).isBetween(10_000, Playback.MOST_CHANGES);
    assertThat(playback.frames()).isLessThanOrEqualTo(Playback.MOST_FRAMES);
    assertThat(marks(playback)).isEqualTo(1_000);
    assertThat(played(playback)).isEqualTo(last(run, 1));

    RunReport.write(directory, scenario, List.of(run));
    assertThat(Files.size(directory.resolve("report.html"))).isLessThan(PAGE_BYTES);
  }

  @Test
  void moreNodesAreDrawnInPart() throws IOException {
    MeshScenario scenario = scenario("larger.yaml", 25);
    RunResult run = restless(scenario, 100);

    Playback playback = new Playback(scenario, run);
    assertThat(marks(playback)).isEqualTo(834);
    assertThat(played(playback)).isEqualTo(last(run, 3));
    assertThat(playback.caption()).contains("One of 3 nodes is drawn");
  }

  @Test
  void nothingThatIsGivenBecomesMarkup() throws IOException {
    String hostile = "\"'><img src=x onerror=alert(1)></script><!--";
    String file = hostile.replace("/", "");
    MeshScenario scenario = scenario(file + ".yaml", 1);
    RunResult run =
        new RunResult(
            1,
            new ScenarioRun.Result(ScenarioRun.End.SETTLED, Optional.empty()),
            Map.of(hostile + ".state", hostile),
            List.of(
                new RunResult.Sample(0, hostile, "serving:" + hostile, 1),
                new RunResult.Sample(1, hostile, "wide_bytes_in", 1)),
            List.of(new Stretch(hostile, hostile, hostile, 1, 0, 1, Outcome.PROMOTED, 1)),
            List.of(new States.OfModel(hostile, List.of(hostile), List.of(new Change(0, 0, 2)))),
            List.of(new Recorder.Moment(0, hostile)));

    RunReport.write(directory, scenario, List.of(run));

    String page = Files.readString(directory.resolve("report.html"));
    assertThat(scenario.name()).isEqualTo(file);
    assertThat(page).contains("&lt;img src=x onerror=alert(1)&gt;").doesNotContain("<img");
    assertThat(Pattern.compile("</script").matcher(page).results()).hasSize(2);
    assertThat(Files.readString(directory.resolve("plots/timeline.svg"))).doesNotContain("<img");
  }

  @Test
  void onlyTheScriptOfTheDigestMayRun() throws IOException, NoSuchAlgorithmException {
    MeshScenario scenario = scenario("small.yaml", 1);
    RunReport.write(directory, scenario, List.of(restless(scenario, 10)));

    String page = Files.readString(directory.resolve("report.html"));
    Matcher script = Pattern.compile("(?s)<script>(.*?)</script>").matcher(page);
    assertThat(script.find()).isTrue();
    byte[] digest =
        MessageDigest.getInstance("SHA-256")
            .digest(script.group(1).getBytes(StandardCharsets.UTF_8));
    assertThat(page)
        .contains(
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-"
                + Base64.getEncoder().encodeToString(digest)
                + "'\"");
  }

  private static MeshScenario scenario(String file, int nodesPerRegion) {
    StringBuilder text = new StringBuilder("models: {m: {\"1\": {}, \"2\": {}}}\nregions:\n");
    for (int i = 0; i < REGIONS; i++) {
      text.append("  r").append(i).append(": ").append(nodesPerRegion).append('\n');
    }
    return ScenarioFile.mesh(YamlReader.parse(text.toString(), file), Path.of(file));
  }

  /** Each node changes its state each minute, and each region hears something each second. */
  private static RunResult restless(MeshScenario scenario, int seconds) {
    List<Change> changes = new ArrayList<>();
    List<RunResult.Sample> series = new ArrayList<>();
    List<Stretch> timeline = new ArrayList<>();
    List<Recorder.Moment> moments = new ArrayList<>();
    for (int second = 0; second < seconds; second++) {
      long atNanos = second * 1_000_000_000L;
      for (int node = 0; node < scenario.nodeCount(); node++) {
        if (second == 0 || (second + node) % 60 == 0) {
          changes.add(new Change(atNanos, node, (second + node) % 4));
        }
      }
      for (String region : scenario.regionNames()) {
        series.add(new RunResult.Sample(atNanos, region, "serving:m-1", second % 7));
        series.add(new RunResult.Sample(atNanos, region, "wide_bytes_in", second));
      }
      moments.add(new Recorder.Moment(atNanos, "second " + second));
    }
    scenario
        .regionNames()
        .forEach(
            region ->
                timeline.add(new Stretch("m-1", "all", region, 10, 1, 2, Outcome.PROMOTED, 3)));
    return new RunResult(
        1,
        new ScenarioRun.Result(ScenarioRun.End.TIME_UP, Optional.empty()),
        Map.of("m-1.state", "PROMOTED"),
        series,
        timeline,
        List.of(new States.OfModel("m", List.of("1", "2"), changes)),
        moments);
  }

  private static long marks(Playback playback) {
    return Pattern.compile("<i></i>").matcher(playback.markup()).results().count();
  }

  /** The state of each node that is drawn, once all is played. */
  private static List<Integer> played(Playback playback) {
    JsonObject model =
        JsonParser.parseString(playback.json())
            .getAsJsonObject()
            .getAsJsonArray("models")
            .get(0)
            .getAsJsonObject();
    List<Integer> states = new ArrayList<>();
    int step = -1;
    for (JsonElement each : model.getAsJsonArray("changes")) {
      JsonArray change = each.getAsJsonArray();
      assertThat(change.get(0).getAsInt()).isGreaterThan(step).isLessThan(playback.frames());
      step = change.get(0).getAsInt();
      for (int i = 1; i < change.size(); i += 2) {
        int node = change.get(i).getAsInt();
        while (states.size() <= node) {
          states.add(States.SERVES_NOTHING);
        }
        states.set(node, change.get(i + 1).getAsInt());
      }
    }
    return states;
  }

  private static List<Integer> last(RunResult run, int every) {
    List<Integer> states = new ArrayList<>();
    for (Change change : run.states().get(0).changes()) {
      if (change.node() % every == 0) {
        if (change.node() / every == states.size()) {
          states.add(change.state());
        } else {
          states.set(change.node() / every, change.state());
        }
      }
    }
    return states;
  }
}
