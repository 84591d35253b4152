package dev.linnet.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import dev.linnet.core.trust.Digest;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.DockerRegistry;
import dev.linnet.testmesh.JavaProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code linnet model push oci://…}, from a registry into a node's store. */
final class ModelPullTest {
  private static final byte[] MODEL = SmallModel.bytes();

  private final ScriptedNode node;
  private final Path directory;
  private final Path scratch;

  ModelPullTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    scratch = Files.createDirectory(directory.resolve("scratch"));
    node = new ScriptedNode();
  }

  @BeforeEach
  @AfterEach
  void nothingIsLeft() throws IOException {
    try (Stream<Path> left = Files.list(scratch)) {
      assertThat(left).isEmpty();
    }
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void aModelGoesFromARegistryToANodeByItsRepositorysNameAndItsTag() throws Exception {
    try (DockerRegistry registry = DockerRegistry.start(directory)) {
      Digest manifest =
          registry.pushModel("team/detector", "7", Map.of("model.onnx", MODEL, "labels", MODEL));
      String place = "oci://" + registry.host() + "/team/detector";

      Ran first = push(place + ":7", "-o", "json");
      Ran origin =
          push(place + ":7", "--name", "other", "--origin", place, "--version", "8", "-o", "json");

      assertThat(first.exitCode()).as(first.err()).isZero();
      assertThat(first.err())
          .startsWith("fetching 6.0 MiB of " + place + ":7@sha256:" + manifest.hex() + "\n");
      JsonObject pushed = JsonParser.parseString(first.out()).getAsJsonObject();
      assertThat(pushed.get("name").getAsString()).isEqualTo("detector");
      assertThat(pushed.get("version").getAsString()).isEqualTo("7");
      assertThat(pushed.get("sizeBytes").getAsLong()).isEqualTo(2L * MODEL.length);
      assertThat(node.chunks.values().stream().mapToLong(chunk -> chunk.length).sum())
          .isEqualTo(pushed.get("sentBytes").getAsLong());
      assertThat(origin.exitCode()).as(origin.err()).isZero();
      assertThat(JsonParser.parseString(node.manifest.toStringUtf8()).toString())
          .contains(
              "https://" + registry.host() + "/v2/team/detector/blobs",
              Digest.of(MODEL).hex(),
              "\"other\"");
    }
  }

  @Test
  void versionsInDirectoriesCountBeforeATagAndALoneFileIsAModel() throws Exception {
    try (DockerRegistry registry = DockerRegistry.start(directory)) {
      var numbered = registry.pushModel("m", "stable", Map.of("3/model.onnx", MODEL));
      var alone = registry.pushModel("m", "latest", Map.of("resnet.onnx", MODEL));
      var none = registry.pushModel("m", "none", Map.of("models/m.onnx", MODEL));
      String place = "oci://" + registry.host() + "/m";

      assertThat(push(place + ":stable").out()).contains("m     3 ");
      assertThat(push(place, "--version", "4").out()).contains("m     4 ");
      assertRefused(
          push(place),
          2,
          "linnet: model " + place + "/resnet.onnx: give its version with --version");
      assertRefused(
          push(place + ":none"),
          1,
          "linnet: model "
              + place
              + ":none holds neither model.onnx, MLmodel, VERSION/model.onnx nor"
              + " NAME/VERSION/model.onnx");
      assertThat(List.of(numbered, alone, none)).doesNotHaveDuplicates();
    }
  }

  @Test
  void aModelOfMlflowsIsWhatItsFileSays() throws Exception {
    byte[] described = "flavors: {onnx: {data: net.onnx}}\n".getBytes(StandardCharsets.UTF_8);
    byte[] empty = "flavors: {onnx: {}}\n".getBytes(StandardCharsets.UTF_8);
    try (DockerRegistry registry = DockerRegistry.start(directory)) {
      var saved =
          registry.pushModel(
              "m", "5", Map.of("MLmodel", described, "net.onnx", MODEL, "conda.yaml", MODEL));
      var nothing = registry.pushModel("m", "6", Map.of("MLmodel", empty, "net.onnx", MODEL));
      String place = "oci://" + registry.host() + "/m";

      assertThat(push(place + ":5").out()).contains("m     5 ", "  3.0 MiB  3.0 MiB\n");
      assertRefused(
          push(place + ":6"),
          2,
          "linnet: "
              + place
              + ":6/MLmodel:1:17: flavors.onnx: key 'data' is missing: expected the path of the"
              + " ONNX file");
      assertThat(saved).isNotEqualTo(nothing);
    }
  }

  @Test
  void whatIsNoReferenceAndPlainHttpWithoutOneAreUsage() {
    assertRefused(push("oci://Host/Repo"), 2, "linnet: oci://Host/Repo: expected oci://HOST");
    assertRefused(push("oci://h/m", "--origin", "oci://h"), 2, "linnet: oci://h: expected oci://");
    assertRefused(
        Ran.linnet("model", "push", directory.toString(), "--plain-http"),
        2,
        "linnet: --plain-http: is for a model at oci://");
  }

  @Test
  void whatWasPulledGoesWithTheCommandThatIsEnded() throws Exception {
    CountDownLatch half = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    ExecutorService threads = Executors.newCachedThreadPool();
    HttpServer registry =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    registry.setExecutor(threads);
    registry.createContext(
        "/",
        exchange -> {
          try (exchange) {
            if (exchange.getRequestURI().getPath().contains("/manifests/")) {
              byte[] manifest = manifest().getBytes(StandardCharsets.UTF_8);
              exchange.sendResponseHeaders(200, manifest.length);
              exchange.getResponseBody().write(manifest);
            } else {
              exchange.sendResponseHeaders(200, MODEL.length);
              exchange.getResponseBody().write(MODEL, 0, MODEL.length / 2);
              exchange.getResponseBody().flush();
              half.countDown();
              Await.open(end);
            }
          }
        });
    registry.start();
    String place = "oci://127.0.0.1:" + registry.getAddress().getPort() + "/m:1";
    ProcessBuilder command =
        JavaProcess.builder(
            List.of(), "dev.linnet.daemon.command.Linnet", "model", "push", place, "--plain-http");
    command.environment().put("TMPDIR", scratch.toString());
    JavaProcess process =
        JavaProcess.of(
            command
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start());
    try {
      Await.open(half);
      Await.until("a part of the model is there", Duration.ofSeconds(30), this::somethingIsThere);

      assertThat(process.stop(Duration.ofSeconds(30))).isTrue();
    } finally {
      process.reap();
      end.countDown();
      registry.stop(0);
      threads.shutdownNow();
    }
  }

  private boolean somethingIsThere() {
    try (Stream<Path> files = Files.walk(scratch)) {
      return files.anyMatch(Files::isRegularFile);
    } catch (IOException e) {
      return fail(e);
    }
  }

  private static String manifest() {
    return "{\"layers\":[%s]}"
        .formatted(
            DockerRegistry.layer(
                "application/octet-stream", MODEL, "org.cncf.model.filepath", "model.onnx"));
  }

  private static void assertRefused(Ran ran, int exitCode, String beginning) {
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(exitCode);
    assertThat(ran.err().lines().toList()).last().asString().startsWith(beginning);
  }

  private Ran push(String place, String... options) {
    Stream<String> all =
        Stream.concat(
            Stream.of("model", "push", place, "--plain-http", "--api", node.address()),
            Stream.of(options));
    return Ran.linnetWithEnvironment(
        Map.of("TMPDIR", scratch.toString(), "DOCKER_CONFIG", directory.toString()),
        all.toArray(String[]::new));
  }
}
