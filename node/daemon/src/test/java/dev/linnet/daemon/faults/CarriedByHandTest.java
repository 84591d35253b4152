package dev.linnet.daemon.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.demo.scenes.SceneModels;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.LinnetCommand;
import dev.linnet.testmesh.LinnetCommand.Result;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model goes from one mesh to another in one file, and people look at it and let it go. */
class CarriedByHandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Test
  void exportedModelIsImportedElsewhereRolledOutAndStaysWhileItIsNeeded(@TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("scenes-1.linnet");
    String digest;
    try (TestMesh mesh = TestMesh.in(directory.resolve("a")).region("eu", 1).build()) {
      TestNode node = mesh.node("eu-1");
      mesh.start(List.of(node), PATIENCE);
      new ScenesMesh(mesh, directory).push(node, new SceneModels(1).first(), "1");
      digest =
          json("model", "export", "scenes", "1", file.toString(), "--api", node.api())
              .get("digest")
              .getAsString();
      failed(
          "archive " + file + " is there already: name another file or remove it",
          "model",
          "export",
          "scenes",
          "1",
          file.toString(),
          "--api",
          node.api());
      LinnetCommand.must("model", "rm", "scenes", "1", "--api", node.api());
      failed(
          "model 'scenes' version '1': not in this node's store; see `linnet model ls`",
          "model",
          "show",
          "scenes",
          "1",
          "--api",
          node.api());
    }
    try (TestMesh mesh = TestMesh.in(directory.resolve("b")).region("na", 1).build()) {
      TestNode node = mesh.node("na-1");
      mesh.start(List.of(node), PATIENCE);
      refusesBadFiles(node, file, directory);
      failed(
          "archive %s: its manifest is %s, not %s: nothing was imported"
              .formatted(file, digest, "0".repeat(64)),
          "model",
          "import",
          file.toString(),
          "--digest",
          "0".repeat(64),
          "--api",
          node.api());
      JsonObject imported = json("model", "import", file.toString(), "--api", node.api());
      assertThat(imported.get("digest").getAsString()).isEqualTo(digest);
      ScenesMesh scenes = new ScenesMesh(mesh, directory);
      scenes.announce(
          node,
          """
          spec:
            model: {name: scenes, version: "1"}
            defaults: {bake: 200ms, quorum: {minJurors: 1}}
            waves: [{name: all, regions: ["*"]}]
          """);
      Await.until("it serves", PATIENCE, () -> scenes.serves(node).isPresent());
      JsonObject shown = json("model", "show", "scenes", "1", "--api", node.api());
      assertThat(shown.get("complete").getAsBoolean()).isTrue();
      assertThat(shown.getAsJsonArray("rollouts")).hasSize(1);
      JsonObject doctor = json("mesh", "doctor", "--api", node.api());
      assertThat(doctor.get("state").getAsString()).isEqualTo("WARN");
      assertThat(doctor.getAsJsonArray("checks").toString())
          .contains("no other node is known: give one with seeds in node.yaml")
          .contains("are kept for votes and rollbacks");
      Result refused = LinnetCommand.run("model", "rm", "scenes", "1", "--api", node.api());
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err()).contains("model scenes 1 stays: rollout ").doesNotContain("\tat ");
    }
  }

  private static void refusesBadFiles(TestNode node, Path good, Path directory) throws IOException {
    byte[] bytes = Files.readAllBytes(good);
    Path bad = directory.resolve("bad");
    String none = "archive " + bad + ": it is no export of a model, or was cut off: copy it again";
    refused(node, bad, "archive " + bad + ": there is no such file");
    Files.write(bad, new byte[0]);
    refused(node, bad, none);
    Files.write(bad, Arrays.copyOf(bytes, bytes.length / 2));
    refused(node, bad, none);
    byte[] flipped = bytes.clone();
    flipped[bytes.length / 2] ^= 1;
    Files.write(bad, flipped);
    Result result = LinnetCommand.run("model", "import", bad.toString(), "--api", node.api());
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("archive " + bad + ": ").contains("copy it again");
    assertThat(result.err().strip().lines()).hasSizeLessThanOrEqualTo(2);
  }

  private static void refused(TestNode node, Path bad, String message) {
    failed(message, "model", "import", bad.toString(), "--api", node.api());
  }

  private static void failed(String message, String... arguments) {
    Result result = LinnetCommand.run(arguments);
    assertThat(result.exitCode()).isNotZero();
    assertThat(result.err()).contains(message).doesNotContain("\tat ");
  }

  private static JsonObject json(String... arguments) {
    String[] asked = Arrays.copyOf(arguments, arguments.length + 2);
    asked[arguments.length] = "-o";
    asked[arguments.length + 1] = "json";
    return JsonParser.parseString(LinnetCommand.must(asked)).getAsJsonObject();
  }
}
