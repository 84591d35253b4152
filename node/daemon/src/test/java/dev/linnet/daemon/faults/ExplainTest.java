package dev.linnet.daemon.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.demo.scenes.Light;
import dev.linnet.demo.scenes.ModelDirectory;
import dev.linnet.demo.scenes.Scene;
import dev.linnet.demo.scenes.SceneModels;
import dev.linnet.demo.scenes.SceneSource;
import dev.linnet.proto.onnx.ModelProto;
import dev.linnet.proto.onnx.StringStringEntryProto;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.LinnetCommand;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a person is told of why a node runs what it runs: one mesh, in which a rollout passes, one
 * waits, one is aborted, one asks for too much and one is rolled back.
 */
class ExplainTest {
  private static final Duration UP = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofSeconds(120);

  /** One vote covers its region alone and halts the others; two cover all. */
  private static final Set<String> HALTED_OR_COVERED = Set.of("HALTED", "ROLLED_BACK");

  private final Path directory;
  private final SceneModels models = new SceneModels(1);
  private final SceneSource samples = new SceneSource(new SplittableRandom(1));

  ExplainTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void everyNodeSaysWhy() throws IOException {
    try (TestMesh mesh =
        TestMesh.in(directory.resolve("mesh")).region("eu", 2).region("na", 1).build()) {
      ScenesMesh scenes = new ScenesMesh(mesh, directory);
      mesh.start(mesh.nodes(), UP);
      TestNode eu = mesh.node("eu-1");
      TestNode na = mesh.node("na-1");
      Await.until(
          "all nodes know each other",
          UP,
          () -> mesh.nodes().stream().allMatch(node -> members(node) == mesh.nodes().size()));
      planShowsWhatAFirstVersionMeans(scenes, eu);
      String first = scenes.announce(eu, plan("1", "1s"));
      scenes.awaitServed("1");
      awaitState(eu, first, "PROMOTED");

      scenes.push(eu, models.second(), "2");
      String second = scenes.announce(eu, plan("2", "1h"));
      waitingForARegion(eu, na, first, second);
      badInput(na, second);
      aborted(mesh, eu, first, second);

      String third = announce(scenes, eu, "3", tooLarge());
      ineligible(na, third);

      String fourth = announce(scenes, eu, "4", wrongAnswers());
      rolledBack(eu, na, first, fourth);
    }
  }

  private void planShowsWhatAFirstVersionMeans(ScenesMesh scenes, TestNode eu) throws IOException {
    Path file = Files.writeString(directory.resolve("dry.yaml"), plan("1", "1s"));
    LinnetCommand.Result absent =
        LinnetCommand.run("rollout", "plan", file.toString(), "--api", eu.api());
    assertThat(absent.exitCode()).isEqualTo(2);
    assertThat(absent.err()).contains("is not in this node's store");

    scenes.push(eu, models.first(), "1");
    LinnetCommand.Result changes =
        LinnetCommand.run("rollout", "plan", file.toString(), "--api", eu.api(), "-o", "json");
    assertThat(changes.exitCode()).as(changes.err()).isEqualTo(1);
    JsonObject plan = JsonParser.parseString(changes.out()).getAsJsonObject();
    assertThat(plan.get("changes").getAsInt()).isEqualTo(3);
    JsonObject first = object(plan.getAsJsonArray("waves"), 0);
    JsonObject region = object(first.getAsJsonArray("regions"), 0);
    assertThat(region.get("jury").toString()).isEqualTo("[\"eu-1\",\"eu-2\"]");
    assertThat(region.get("promote").getAsInt()).isEqualTo(2);
    assertThat(region.get("rollback").getAsInt()).isEqualTo(1);
    assertThat(region.has("returnsTo")).isFalse();
    assertThat(region.get("bytesFromElsewhere").getAsLong()).isZero();
    assertThat(region.get("bytes").getAsLong()).isPositive();
    assertThat(plan.get("warnings").toString())
        .contains("region eu: jury of 2: one bad node can roll back")
        .contains("wave eu: no gates");
    assertThat(LinnetCommand.must("rollout", "ls", "-o", "json", "--api", eu.api()))
        .doesNotContain("\"generation\"");
  }

  private static void waitingForARegion(TestNode eu, TestNode na, String first, String second) {
    JsonObject there = awaitCause(na, second, "WAITING");
    JsonArray reasons = there.getAsJsonArray("reasons");
    assertThat(object(reasons, 0).get("rollout").getAsString()).isEqualTo(second);
    assertThat(object(reasons, 0).get("sentence").getAsString())
        .isEqualTo("region eu of wave eu has not promoted it yet");
    assertThat(object(reasons, 0).getAsJsonObject("details").get("region").getAsString())
        .isEqualTo("eu");
    assertThat(object(reasons, 0).getAsJsonObject("votes").get("knownFrom").getAsString())
        .isEqualTo("NOTHING");
    assertThat(object(reasons, 1).get("rollout").getAsString()).isEqualTo(first);
    assertThat(object(reasons, 1).get("admits").getAsBoolean()).isTrue();
    assertThat(there.getAsJsonObject("runs").get("version").getAsString()).isEqualTo("1");
    assertThat(there.get("phase").getAsString()).isEqualTo("WAITING");

    JsonObject here = await(eu, second, "", found -> text(found, "phase").equals("SERVING"));
    JsonObject votes = object(here.getAsJsonArray("reasons"), 0).getAsJsonObject("votes");
    assertThat(votes.get("silentJurors")).hasToString("[\"eu-1\",\"eu-2\"]");

    JsonObject record = await(eu, second, "na-1", found -> text(found, "about").equals(second));
    assertThat(text(record, "knownFrom")).isEqualTo("RECORD");
    assertThat(text(record, "phase")).isEqualTo("WAITING");
    assertThat(text(record, "sentence")).isEqualTo("region eu of wave eu has not promoted it yet");
    assertThat(record.has("since")).isTrue();
    assertThat(record.has("reasons")).isFalse();

    String table = LinnetCommand.must("rollout", "explain", second, "--api", na.api());
    assertThat(table)
        .contains("node na-1 of region na runs scenes 1, phase WAITING since ")
        .contains("WAITING  region eu of wave eu has not promoted it yet")
        .contains("jury of eu (2): its votes are not known here; 2 healthy promote");
    assertThat(LinnetCommand.must("rollout", "explain", second, "--api", na.api(), "-o", "yaml"))
        .contains("cause: WAITING");
  }

  private static void badInput(TestNode na, String second) {
    refused(na, "not known here; see `linnet rollout ls`", "0".repeat(64));
    refused(na, "node 'na-2': not known here; did you mean 'na-1'?", second, "--node", "na-2");
  }

  private static void refused(TestNode node, String said, String... arguments) {
    List<String> all = new ArrayList<>(List.of("rollout", "explain", "--api", node.api()));
    all.addAll(List.of(arguments));
    LinnetCommand.Result result = LinnetCommand.run(all.toArray(String[]::new));
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines()).singleElement().asString().contains(said);
  }

  private static void aborted(TestMesh mesh, TestNode eu, String first, String second) {
    LinnetCommand.must(
        "rollout",
        "abort",
        second,
        "--reason",
        "enough",
        "--key",
        mesh.operatorKey().toString(),
        "--api",
        eu.api());
    JsonObject found = awaitCause(eu, second, "ABORTED");
    JsonObject head = object(found.getAsJsonArray("reasons"), 0);
    assertThat(text(head, "sentence")).isEqualTo("admin aborted it: enough");
    assertThat(head.getAsJsonObject("details").get("operators")).hasToString("[\"admin\"]");
    assertThat(text(found.getAsJsonObject("target"), "rollout")).isEqualTo(first);
  }

  private static void ineligible(TestNode na, String third) {
    JsonObject found = awaitCause(na, third, "INELIGIBLE");
    assertThat(text(found, "phase")).isEqualTo("INELIGIBLE");
    assertThat(text(object(found.getAsJsonArray("reasons"), 0), "sentence"))
        .startsWith("it needs memory 1099511627776000, this node offers ");
    assertThat(text(found.getAsJsonObject("runs"), "version")).isEqualTo("1");
  }

  private static void rolledBack(TestNode eu, TestNode na, String first, String fourth) {
    JsonObject there = awaitCause(eu, fourth, "ROLLED_BACK");
    JsonObject head = object(there.getAsJsonArray("reasons"), 0);
    assertThat(text(head, "sentence")).startsWith("region eu rolled it back by ");
    assertThat(text(head.getAsJsonObject("details"), "wave")).isEqualTo("eu");
    assertThat(head.getAsJsonObject("details").get("unhealthy").getAsInt()).isPositive();
    assertThat(text(there.getAsJsonObject("target"), "rollout")).isEqualTo(first);
    JsonObject halted =
        await(na, fourth, "", found -> HALTED_OR_COVERED.contains(headCause(found)));
    JsonObject details = object(halted.getAsJsonArray("reasons"), 0).getAsJsonObject("details");
    assertThat(text(details, "region")).isEqualTo("eu");
  }

  private static JsonObject awaitCause(TestNode node, String rollout, String cause) {
    return await(node, rollout, "", found -> headCause(found).equals(cause));
  }

  /** Waits for what a node explains, and returns it. */
  private static JsonObject await(
      TestNode asked, String rollout, String node, Predicate<JsonObject> wanted) {
    AtomicReference<JsonObject> last = new AtomicReference<>(new JsonObject());
    Await.until(
        () -> asked.name() + " explains " + rollout + " otherwise; it says " + last.get(),
        LONG,
        () -> {
          asked.operator().explain(rollout, node).ifPresent(last::set);
          return wanted.test(last.get());
        });
    return Objects.requireNonNull(last.get());
  }

  private static String headCause(JsonObject found) {
    JsonArray reasons = found.getAsJsonArray("reasons");
    return reasons == null || reasons.isEmpty() ? "" : text(object(reasons, 0), "cause");
  }

  private static void awaitState(TestNode node, String rollout, String state) {
    Await.until(
        "rollout of version 1 is " + state,
        LONG,
        () ->
            node.operator()
                .rollout(rollout)
                .filter(found -> text(found, "state").equals(state))
                .isPresent());
  }

  /** Announces what was written to a directory. */
  private static String announce(ScenesMesh scenes, TestNode at, String version, Path files) {
    scenes.push(at, version, files);
    return scenes.announce(at, plan(version, "1s"));
  }

  /** The second model, which says that it needs a thousand tebibytes. */
  private Path tooLarge() throws IOException {
    Path files = directory.resolve("too-large");
    ModelDirectory.write(files, models.second(), samples.draw(Light.INDOOR, 1));
    Path onnx = files.resolve("model.onnx");
    ModelProto large =
        ModelProto.parseFrom(Files.readAllBytes(onnx)).toBuilder()
            .addMetadataProps(
                StringStringEntryProto.newBuilder()
                    .setKey("linnet.min-memory")
                    .setValue("1024000Gi"))
            .build();
    Files.write(onnx, large.toByteArray());
    return files;
  }

  /** The second model with the golden answers of the first. */
  private Path wrongAnswers() throws IOException {
    Path files = directory.resolve("wrong-answers");
    List<Scene> golden = samples.draw(Light.OUTDOOR, 1);
    ModelDirectory.write(files, models.first(), golden);
    Files.write(files.resolve("model.onnx"), models.second().toOnnx().toByteArray());
    return files;
  }

  private static int members(TestNode node) {
    return node.operator().members().map(doc -> doc.getAsJsonArray("members").size()).orElse(0);
  }

  private static JsonObject object(JsonArray array, int index) {
    return array.get(index).getAsJsonObject();
  }

  private static String text(JsonObject object, String name) {
    return object.has(name) ? object.get(name).getAsString() : "";
  }

  private static String plan(String version, String bake) {
    return """
    spec:
      model: {name: scenes, version: "%s"}
      defaults: {bake: %s, quorum: {minJurors: 1}, gates: []}
      waves:
        - {name: eu, regions: [eu]}
        - {name: rest, regions: ["*"]}
    """
        .formatted(version, bake);
  }
}
