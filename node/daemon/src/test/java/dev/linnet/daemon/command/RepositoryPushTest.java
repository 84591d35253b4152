package dev.linnet.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import io.grpc.Status;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code linnet model push} of a whole Triton repository. */
final class RepositoryPushTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ScriptedNode node;
  private final Path temp;
  private final Path repository;

  RepositoryPushTest(@TempDir Path temp) throws IOException {
    this.temp = temp;
    node = new ScriptedNode();
    repository = Files.createDirectory(temp.resolve("models"));
  }

  @AfterEach
  void close() {
    node.close();
  }

  private static byte[] shipped(String model) throws IOException, URISyntaxException {
    URL url =
        Objects.requireNonNull(
            RepositoryPushTest.class.getResource("/models/" + model + "/model.onnx"));
    return Files.readAllBytes(Path.of(url.toURI()));
  }

  private void put(String path, byte[] bytes) throws IOException {
    Path file = repository.resolve(path);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.write(file, bytes);
  }

  private void put(String path, String text) throws IOException {
    put(path, text.getBytes(StandardCharsets.UTF_8));
  }

  private Ran push(String api, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("model", "push", repository.toString(), "--api", api));
    arguments.addAll(List.of(options));
    return Ran.linnet(arguments.toArray(String[]::new));
  }

  /** Names and versions, as the table has them. */
  private static List<String> pushed(Ran ran) {
    return ran.out()
        .lines()
        .skip(1)
        .map(line -> line.replaceFirst("^(\\S+ +\\S+) .*", "$1").replaceAll(" +", " "))
        .toList();
  }

  @Test
  void eachModelGoesToARealNodeWithItsHighestVersion() throws IOException, URISyntaxException {
    put("linear/1/model.onnx", shipped("linear"));
    put("linear/2/model.onnx", shipped("linear"));
    put("words/3/model.onnx", shipped("embedding"));
    put("words/config.pbtxt", "name: \"embedding\" platform: \"onnxruntime_onnx\"");
    put("pipeline/config.pbtxt", "platform: \"ensemble\"");
    Path saved = Files.createDirectory(temp.resolve("saved"));
    Files.write(saved.resolve("model.onnx"), shipped("softmax"));
    Files.writeString(saved.resolve("MLmodel"), "flavors: {onnx: {data: model.onnx}}\n");
    try (TestMesh mesh = TestMesh.in(temp.resolve("mesh")).region("eu", 1).build()) {
      TestNode real = mesh.node("eu-1");
      mesh.start(mesh.nodes(), PATIENCE);

      Ran first = push(real.api());
      Ran all = push(real.api(), "--all-versions");
      Ran mlflow =
          Ran.linnet("model", "push", saved.toString(), "--version", "5", "--api", real.api());

      assertThat(first.exitCode()).as(first.err()).isZero();
      assertThat(pushed(first)).containsExactly("linear 2", "embedding 3");
      assertThat(first.err())
          .contains("passed over model " + repository + "/pipeline: config.pbtxt has platform");
      assertThat(all.exitCode()).as(all.err()).isZero();
      assertThat(pushed(all)).containsExactly("linear 1", "linear 2", "embedding 3");
      assertThat(mlflow.exitCode()).as(mlflow.err()).isZero();
      assertThat(pushed(Ran.linnet("model", "ls", "--api", real.api())))
          .containsExactlyInAnyOrder("linear 1", "linear 2", "embedding 3", "saved 5");
    }
  }

  @Test
  void whatIsWrongWithOneKeepsNoOtherOut() throws Exception {
    put("bad/1/model.onnx", "import torch");
    put("linear/1/model.onnx", shipped("linear"));
    put("odd/1/model.onnx", shipped("linear"));
    put("odd/1/baseline.json", "{");
    put("plan/1/model.plan", "");
    put("plain/model.onnx", shipped("linear"));

    Ran ran = push(node.address(), "-o", "json");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err().replace(repository.toString(), "@").lines())
        .containsExactly(
            "passed over model @/plan holds no VERSION/model.onnx",
            "linnet: model @/plain holds no VERSION/model.onnx",
            "linnet: model @/bad/1/model.onnx is not an ONNX model: expected a serialized"
                + " ModelProto",
            "sending 585 B of linear 1",
            "linnet: @/odd/1/baseline.json:1:2: not YAML: expected the node content, but found"
                + " '<stream end>'",
            "linnet: model repository @: 3 of 4 models could not be pushed, see above");
    JsonObject document = JsonParser.parseString(ran.out()).getAsJsonObject();
    assertThat(document.get("apiVersion").getAsString()).isEqualTo("linnet/v1");
    assertThat(Doc.objects(document, "models"))
        .singleElement()
        .satisfies(model -> assertThat(Doc.text(model, "name")).isEqualTo("linear"));
    assertThat(Doc.objects(document, "passedOver")).hasSize(1);
    assertThat(Doc.objects(document, "failed"))
        .extracting(each -> Doc.text(each, "directory").replace(repository.toString(), "@"))
        .containsExactly("@/plain", "@/bad", "@/odd");
    assertThat(node.manifest.toStringUtf8()).contains("\"linear\"");
  }

  @Test
  void aRepositoryWithoutOnnxModelsFails() throws IOException {
    put("pipeline/config.pbtxt", "platform: \"ensemble\"");
    put("plan/1/model.plan", "");

    Ran ran = push(node.address());

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err().lines()).hasSize(3);
    assertThat(ran.err())
        .endsWith("linnet: model repository " + repository + ": no model in it is ONNX\n");
  }

  @Test
  void aNodeThatRefusesOrIsNotThereIsSaidOnce() throws Exception {
    put("a/1/model.onnx", shipped("linear"));
    put("b/1/model.onnx", shipped("linear"));

    node.refusal = Status.PERMISSION_DENIED.withDescription("not your word");
    Ran refused = push(node.address());
    node.stop();
    Ran unreachable = push(node.address());

    assertThat(refused.exitCode()).isEqualTo(4);
    assertThat(refused.err()).isEqualTo("linnet: not your word\n");
    assertThat(unreachable.exitCode()).isEqualTo(3);
    assertThat(unreachable.err().lines()).hasSize(1);
    assertThat(refused.out() + unreachable.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "--name m, --name: is for one model",
    "--version 1, --version: is for one model",
    "--origin http://host/m, --origin: is for one model"
  })
  void optionsOfOneModelAreUsage(String option, String words) throws Exception {
    put("a/1/model.onnx", shipped("linear"));

    Ran ran = push(node.address(), option.split(" "));

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err())
        .isEqualTo(
            "linnet: "
                + words
                + ", and "
                + repository
                + " is a Triton repository: push one of its directories\n");
    assertThat(node.chunks).isEmpty();
  }

  @Test
  void allVersionsOfOneModelIsUsage() throws Exception {
    put("1/model.onnx", shipped("linear"));

    Ran ran = push(node.address(), "--all-versions");

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("--all-versions: is for a Triton repository");
    assertThat(node.chunks).isEmpty();
  }
}
