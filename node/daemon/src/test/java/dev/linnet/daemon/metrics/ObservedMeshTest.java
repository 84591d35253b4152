package dev.linnet.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.daemon.serving.TestModel;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.ModelNode;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes roll a version out, one fetches it from the other, and both are asked about what they
 * count of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ObservedMeshTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path GRAFANA = Path.of("../../scripts/grafana");
  private static final Pattern METRIC = Pattern.compile("\\b(?:linnet|jvm|process)_[a-z0-9_]+");

  private TestMesh mesh;
  private TestNode first;
  private TestNode second;

  @BeforeAll
  void rollOut(@TempDir Path directory) throws IOException {
    mesh = TestMesh.in(directory.resolve("mesh")).region("eu", 2).settings("log: json\n").build();
    first = mesh.node("eu-1");
    second = mesh.node("eu-2");
    mesh.start(mesh.nodes(), PATIENCE);
    Path model = TestModel.classifier(directory, "1", new float[][] {{1, 0}, {0, 1}}).directory();
    Files.writeString(
        model.resolve("baseline.json"),
        """
        {"baselines": [
          {"side": "input", "tensor": "x", "bins": [{"upTo": 3.5, "share": 0.5}, {"share": 0.5}]}
        ]}
        """);
    Await.until(
        "both know each other",
        PATIENCE,
        () -> second.metric("linnet_members", "state=\"ALIVE\"") == 2);
    try (ModelNode node = new ModelNode(mesh, first, directory)) {
      String rollout = node.roll(model, "1", "0s");
      Await.until(
          () -> "it is promoted; it is " + first.operator().rollout(rollout),
          PATIENCE,
          () -> node.state(rollout).equals("PROMOTED"));
      Await.until(
          "both know the verdict, and that both serve",
          PATIENCE,
          () ->
              mesh.nodes().stream()
                  .allMatch(
                      it ->
                          it.metric("linnet_verdicts_total") == 1
                              && it.metric("linnet_rollout_nodes", "phase=\"SERVING\"") == 2));
      Await.until(
          "answers that lie all on one side of the baseline are seen as drift",
          PATIENCE,
          () -> node.answersRows(5, 5).isPresent() && first.metric("linnet_drift_psi") > 0.25);
    }
  }

  @AfterAll
  void close() {
    mesh.close();
  }

  @Test
  void theRolloutIsCounted() {
    assertThat(first.metric("linnet_rollout_state", "model=\"m\"", "state=\"PROMOTED\"")).isOne();
    assertThat(first.metric("linnet_rollout_state")).as("one state at a time").isOne();
    assertThat(first.metric("linnet_rollout_waves", "state=\"PROMOTED\"")).isOne();
    assertThat(first.metric("linnet_rollout_overdue_seconds", "model=\"m\"")).isZero();
    assertThat(first.metric("linnet_rollout_stale", "model=\"m\"")).isZero();
    assertThat(first.metric("linnet_rollout_verdicts", "outcome=\"PROMOTED\"")).isOne();
    assertThat(first.metric("linnet_verdicts_total", "outcome=\"PROMOTED\"")).isOne();
    assertThat(first.metric("linnet_events_total", "kind=\"VERDICT\"")).isOne();
    assertThat(first.metric("linnet_votes_cast_total", "vote=\"HEALTHY\"")).isPositive();
    assertThat(first.metric("linnet_votes_cast_total", "vote=\"UNHEALTHY\"")).isZero();
    assertThat(first.metric("linnet_replica_facts", "kind=\"announcement\"")).isOne();
    assertThat(first.metric("linnet_replica_facts", "kind=\"verdict\"")).isOne();
    assertThat(first.metric("linnet_serving_info", "version=\"1\"")).isOne();
    assertThat(first.metric("linnet_fallbacks_total")).isZero();
    assertThat(first.metric("linnet_rollout_info", "phase=\"SERVING\"")).isOne();
    assertThat(first.metric("linnet_rollout_nodes", "phase=\"SERVING\"")).isEqualTo(2);
    for (TestNode node : mesh.nodes()) {
      String promoted = "result=\"PROMOTED\"";
      assertThat(node.metric("linnet_rollout_duration_seconds_count", promoted)).isOne();
      assertThat(node.metric("linnet_rollout_duration_seconds_sum", promoted))
          .isBetween(0.001, (double) PATIENCE.toSeconds());
    }
  }

  @Test
  void theModelsWayIsCounted() {
    double chunks =
        second.metric("linnet_artifact_chunks_total", "source=\"peer\"", "result=\"stored\"");
    assertThat(chunks).isPositive();
    assertThat(second.metric("linnet_artifact_bytes_total", "scope=\"region\"")).isPositive();
    assertThat(first.metric("linnet_artifact_bytes_total", "direction=\"sent\""))
        .isGreaterThanOrEqualTo(
            second.metric("linnet_artifact_bytes_total", "direction=\"received\""));
    assertThat(second.metric("linnet_artifact_fetch_seconds_count")).isOne();
    assertThat(second.metric("linnet_artifact_fetch_seconds_sum"))
        .isBetween(0.000_1, (double) PATIENCE.toSeconds());
    assertThat(first.metric("linnet_artifact_chunks_total")).as("it was pushed there").isZero();
    assertThat(first.metric("linnet_artifact_fetch_seconds_count")).isZero();
    assertThat(second.metric("linnet_models", "complete=\"true\"")).isOne();
    assertThat(second.metric("linnet_trials_total", "result=\"passed\"")).isOne();
  }

  @Test
  void theMeshAndTheMachineAreShown() {
    assertThat(first.metric("linnet_regions", "state=\"REACHED\"")).isOne();
    assertThat(first.metric("linnet_mesh_sessions")).isOne();
    assertThat(first.metric("linnet_trust_root_forked")).isZero();
    for (String direction : new String[] {"sent", "received"}) {
      String label = "direction=\"" + direction + "\"";
      double messages = first.metric("linnet_gossip_messages_total", label);
      assertThat(messages).as(direction).isPositive();
      assertThat(first.metric("linnet_gossip_bytes_total", label)).isGreaterThan(messages);
    }
    assertThat(first.metric("linnet_membership_changes_total", "to=\"up\"")).isPositive();
    assertThat(first.metric("linnet_suspicions_total")).isZero();
    assertThat(first.metric("linnet_gossip_queue_length")).isLessThan(100);
    assertThat(first.metric("linnet_store_bytes")).isPositive();
    assertThat(first.metric("linnet_disk_free_bytes"))
        .isBetween(1.0, first.metric("linnet_disk_size_bytes"));
    assertThat(first.metric("linnet_certificate_expiry_timestamp_seconds", "certificate=\"node\""))
        .isGreaterThan(Instant.now().plus(Duration.ofDays(300)).getEpochSecond());
    assertThat(first.metric("linnet_build_info", "region=\"eu\"", "node=\"eu-1\"")).isOne();
    assertThat(first.get("/metrics").orElseThrow())
        .containsPattern("linnet_build_info\\{.*revision=\"(unknown|[0-9a-f]{12}(-dirty)?)\"");
  }

  @Test
  void theRegionPingsItselfAndComparesWhatItKnows() {
    Await.until(
        "a ping was answered, and replicas were found to be equal",
        PATIENCE,
        () ->
            first.metric("linnet_peer_rtt_seconds_count") > 0
                && first.metric("linnet_antientropy_rounds_total", "result=\"equal\"") > 0);
    assertThat(first.metric("linnet_peer_rtt_seconds_bucket", "le=\"+Inf\"")).isPositive();
    assertThat(first.metric("linnet_peer_rtt_seconds_sum"))
        .isLessThan(1.2 * first.metric("linnet_peer_rtt_seconds_count") + 1.2);
  }

  @Test
  void openMetricsIsSpokenToWhoAsksForIt() throws Exception {
    HttpRequest asking =
        HttpRequest.newBuilder(URI.create(first.http() + "/metrics"))
            .header("Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5")
            .build();
    HttpResponse<String> told =
        HttpClient.newHttpClient().send(asking, HttpResponse.BodyHandlers.ofString());
    assertThat(told.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/openmetrics-text")
        .contains("version=1.0.0");
    assertThat(told.body()).contains("# TYPE linnet_votes_cast counter\n").endsWith("# EOF\n");
    assertThat(first.get("/metrics").orElseThrow())
        .contains("# TYPE linnet_votes_cast_total counter\n")
        .doesNotContain("# EOF");
  }

  /** Each line is an object; what an event is about stands in it by name. */
  @Test
  void theLogIsForPrograms() throws IOException {
    List<JsonObject> lines =
        Files.readAllLines(first.log()).stream()
            .map(line -> JsonParser.parseString(line).getAsJsonObject())
            .toList();
    assertThat(lines)
        .filteredOn(line -> line.get("formattedMessage").getAsString().startsWith("VERDICT: "))
        .isNotEmpty()
        .allSatisfy(
            line ->
                assertThat(line.getAsJsonArray("kvpList").toString())
                    .contains("\"rollout\"", "\"kind\":\"VERDICT\"", "\"region\":\"eu\""));
  }

  @Test
  void whatIsAskedOfPrometheusIsThere() throws IOException {
    Set<String> told = new TreeSet<>();
    for (TestNode node : mesh.nodes()) {
      node.get("/metrics")
          .orElseThrow()
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> told.add(line.split("[{ ]", 2)[0]));
    }
    for (String file : new String[] {"linnet.json", "alerts.yaml"}) {
      Matcher asked = METRIC.matcher(Files.readString(GRAFANA.resolve(file)));
      Set<String> names = asked.results().map(it -> it.group()).collect(Collectors.toSet());
      assertThat(names).as(file).hasSizeGreaterThan(8);
      assertThat(told).as("asked for in " + file).containsAll(names);
    }
  }

  @Test
  void whatIsToldIsExplained() throws IOException {
    String page = Files.readString(Path.of("../../docs/operating.md"));
    for (TestNode node : mesh.nodes()) {
      assertThat(node.get("/metrics").orElseThrow().lines())
          .filteredOn(line -> line.startsWith("# TYPE linnet_"))
          .hasSizeGreaterThan(40)
          .extracting(line -> line.split(" ", -1)[2].replaceFirst("_max$", ""))
          .allMatch(
              metric -> page.contains("`" + metric + "`") || page.contains("`" + metric + "{"));
    }
  }

  /** Names go by the rules also where nobody has the tool that knows all of them. */
  @Test
  void namesAreWellFormed() {
    String exposition = first.get("/metrics").orElseThrow();
    for (String line : exposition.lines().filter(it -> it.startsWith("# TYPE ")).toList()) {
      String[] words = line.split(" ");
      assertThat(exposition).contains("# HELP " + words[2] + " ");
      assertThat(words[2].endsWith("_total")).as(line).isEqualTo(words[3].equals("counter"));
    }
  }

  @Test
  void promtoolFindsNothingWrong() throws Exception {
    Promtool.check(first.get("/metrics").orElseThrow(), "metrics");
    Promtool.check(second.get("/metrics").orElseThrow(), "metrics");
  }

  @Test
  void promtoolUnderstandsTheAlerts() throws Exception {
    Promtool.check("", "rules", GRAFANA.resolve("alerts.yaml").toString());
  }
}
