package dev.linnet.daemon.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.linnet.daemon.packing.ModelPacker;
import dev.linnet.daemon.packing.PackedModel;
import dev.linnet.demo.scenes.Light;
import dev.linnet.demo.scenes.ModelDirectory;
import dev.linnet.demo.scenes.SceneModels;
import dev.linnet.demo.scenes.SceneSource;
import dev.linnet.proto.v1.OperatorGrpc;
import dev.linnet.proto.v1.PutManifestRequest;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.LinnetCommand;
import dev.linnet.testmesh.ScriptOptions;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person gets wrong: one line that names it, the right exit code, and nothing changed. */
class BadInputTest {
  /** No label of a name is so long, so that nobody is asked. */
  private static final String UNRESOLVABLE = "n".repeat(64) + ".invalid:7700";

  private final Path directory;
  private TestMesh mesh;
  private TestNode node;
  private Path model;

  @SuppressWarnings("NullAway.Init")
  BadInputTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void start() throws IOException {
    mesh = TestMesh.in(directory.resolve("mesh")).region("eu", 1).region("na", 1).build();
    node = mesh.node("eu-1");
    model = directory.resolve("scenes");
    ModelDirectory.write(
        model,
        new SceneModels(1).first(),
        new SceneSource(new SplittableRandom(1)).draw(Light.INDOOR, 1));
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  private void up() {
    node.start();
    node.awaitUp(Duration.ofSeconds(60));
  }

  @Test
  void unknownRegionInAPlan() throws IOException {
    up();
    LinnetCommand.must("model", "push", model.toString(), "--version", "1", "--api", node.api());
    Path plan =
        Files.writeString(
            directory.resolve("plan.yaml"),
            """
            spec:
              model: {name: scenes, version: "1"}
              waves:
                - {name: first, regions: [atlantis]}
            """);
    requireOneLine(
        LinnetCommand.run(
            "rollout",
            "announce",
            plan.toString(),
            "--key",
            mesh.operatorKey().toString(),
            "--api",
            node.api()),
        1,
        "atlantis",
        "eu");
    assertThat(LinnetCommand.must("rollout", "ls", "-o", "json", "--api", node.api()))
        .doesNotContain("\"generation\"");
  }

  @Test
  void modelThatIsNoOnnxOrIsCutShort() throws IOException {
    up();
    Path text = Files.writeString(directory.resolve("letter.onnx"), "Dear model,\n");
    requireOneLine(push(text), 1, "letter.onnx");
    byte[] whole = Files.readAllBytes(model.resolve("model.onnx"));
    Path cut = Files.write(directory.resolve("cut.onnx"), Arrays.copyOf(whole, whole.length / 2));
    requireOneLine(push(cut), 1, "cut.onnx");
    assertThat(LinnetCommand.must("model", "ls", "-o", "json", "--api", node.api()))
        .doesNotContain("letter", "cut");
  }

  private LinnetCommand.Result push(Path file) {
    return LinnetCommand.run(
        "model", "push", file.toString(), "--version", "1", "--api", node.api());
  }

  @Test
  void manifestThatDoesNotFitItsDigests() {
    up();
    PackedModel packed = ModelPacker.pack(model, "scenes", "1", "http://127.0.0.1:1/scenes");
    String digest = packed.manifest().files().get(0).digest().hex();
    String other = digest.replace(digest.charAt(0), digest.charAt(0) == '0' ? '1' : '0');
    String tampered = packed.json().replaceFirst(digest, other);
    ManagedChannel channel = NettyChannelBuilder.forTarget(node.api()).usePlaintext().build();
    try {
      PutManifestRequest request =
          PutManifestRequest.newBuilder().setJson(ByteString.copyFromUtf8(tampered)).build();
      assertThatThrownBy(() -> OperatorGrpc.newBlockingStub(channel).putManifest(request))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> {
                assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
                assertThat(e.getStatus().getDescription())
                    .contains("expected")
                    .doesNotContain("\n");
              });
    } finally {
      channel.shutdownNow();
    }
    assertThat(LinnetCommand.must("model", "ls", "-o", "json", "--api", node.api()))
        .doesNotContain("scenes");
  }

  @Test
  void certificateOfAnotherMesh() throws IOException {
    try (TestMesh other = TestMesh.in(directory.resolve("other")).region("eu", 1).build()) {
      for (String file : new String[] {"node.crt", "node.key"}) {
        Files.copy(
            other.node("eu-1").directory().resolve(file),
            node.directory().resolve(file),
            StandardCopyOption.REPLACE_EXISTING);
      }
      requireOneLine(run(node), 2, "node.crt");
      assertThat(node.directory().resolve("data")).doesNotExist();
    }
  }

  @Test
  void portInUse() throws IOException {
    up();
    TestNode second = mesh.node("na-1");
    Path yaml = second.directory().resolve("node.yaml");
    Files.writeString(
        yaml, Files.readString(yaml).replaceAll("grpc: .*", "grpc: \"" + node.api() + "\""));
    requireOneLine(run(second), 1, node.api(), "api.grpc");
  }

  /** Writes that the node's only seed is this one. */
  private void seeds(String seed) throws IOException {
    Path yaml = node.directory().resolve("node.yaml");
    String others = Files.readString(yaml).replaceAll("(?m)^seeds:.*\\n(  - .*\\n)*", "");
    Files.writeString(yaml, others + "seeds: [\"" + seed + "\"]\n");
  }

  @Test
  void seedThatDoesNotResolve() throws IOException {
    seeds(UNRESOLVABLE);
    up();
    Await.until(
        "the seed is named",
        Duration.ofSeconds(20),
        () -> !node.events("SEED_UNRESOLVED").isEmpty());
    assertThat(node.events("SEED_UNRESOLVED")).singleElement().asString().contains(UNRESOLVABLE);
    assertThat(Files.readString(node.log())).doesNotContain("Exception", "\tat ");
  }

  @Test
  void seedThatNamesNoHost() throws IOException {
    seeds("a_b:7700");
    requireOneLine(run(node), 2, "seeds", "a_b");
  }

  @Test
  void apiWhoseNameDoesNotResolve() {
    requireOneLine(
        LinnetCommand.run("mesh", "members", "--api", UNRESOLVABLE), 3, UNRESOLVABLE, "--api");
  }

  @Test
  void heapThatIsTooSmall() {
    List<String> java =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    java.addAll(ScriptOptions.NODE_MEMORY);
    java.addAll(List.of("-Xms4m", "-Xmx8m", "dev.linnet.daemon.command.Linnet"));
    LinnetCommand.Result ran =
        LinnetCommand.runBy(
            java, "node", "run", "-c", node.directory().resolve("node.yaml").toString());
    assertThat(ran.exitCode()).isEqualTo(3);
    assertThat((ran.out() + ran.err()).strip())
        .isEqualTo("Terminating due to java.lang.OutOfMemoryError: Java heap space");
  }

  @Test
  void storeOfANewerFormat() throws IOException {
    Path data = Files.createDirectories(node.directory().resolve("data"));
    Files.writeString(data.resolve("FORMAT"), "99\n");
    TreeMap<String, Long> before = files(data);
    requireOneLine(run(node), 1, "99", "data");
    assertThat(files(data)).isEqualTo(before);
  }

  private static LinnetCommand.Result run(TestNode node) {
    return LinnetCommand.run("node", "run", "-c", node.directory().resolve("node.yaml").toString());
  }

  private static TreeMap<String, Long> files(Path root) throws IOException {
    TreeMap<String, Long> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path path : walk.filter(Files::isRegularFile).toList()) {
        files.put(root.relativize(path).toString(), Files.size(path));
      }
    }
    return files;
  }

  private static void requireOneLine(LinnetCommand.Result result, int exitCode, String... names) {
    String said = result.err().strip();
    assertThat(result.exitCode()).as(said).isEqualTo(exitCode);
    assertThat(said.lines().toList()).hasSize(1);
    assertThat(said).contains(names).doesNotContain("Exception", "\tat ");
  }
}
