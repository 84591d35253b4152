package dev.linnet.daemon.faults;

import dev.linnet.demo.scenes.Light;
import dev.linnet.demo.scenes.ModelDirectory;
import dev.linnet.demo.scenes.Scene;
import dev.linnet.demo.scenes.SceneClient;
import dev.linnet.demo.scenes.SceneModel;
import dev.linnet.demo.scenes.SceneSource;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.LinnetCommand;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/** A mesh that serves scenes: pushes versions, announces them, and asks nodes what they see. */
final class ScenesMesh {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final TestMesh mesh;
  private final Path directory;
  private final Map<String, SceneModel> models = new ConcurrentHashMap<>();
  private final SceneClient client = new SceneClient("scenes");
  private final SceneSource scenes = new SceneSource(new SplittableRandom(42));

  ScenesMesh(TestMesh mesh, Path directory) {
    this.mesh = mesh;
    this.directory = directory;
  }

  /** Pushes a model to a node under a version. */
  void push(TestNode at, SceneModel model, String version) {
    Path files = directory.resolve("scenes-" + version);
    try {
      ModelDirectory.write(files, model, scenes.draw(Light.INDOOR, 1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    models.put(version, model);
    push(at, version, files);
  }

  /** Pushes the model in a directory to a node under a version. */
  void push(TestNode at, String version, Path files) {
    LinnetCommand.must(
        "model",
        "push",
        files.toString(),
        "--name",
        "scenes",
        "--version",
        version,
        "--api",
        at.api());
  }

  /** Announces a plan and returns the rollout's id. */
  String announce(TestNode at, String plan) {
    return announce(at, plan, mesh.operatorKey());
  }

  /** Announces a plan with an operator's key and returns the rollout's id. */
  String announce(TestNode at, String plan, Path key) {
    try {
      Path file = Files.writeString(directory.resolve("plan.yaml"), plan);
      return TestMesh.announce(at, file, key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The version that answers at a node; empty while none does. */
  Optional<String> serves(TestNode node) {
    return infer(node, scenes.draw(Light.INDOOR)).map(SceneClient.Answer::version);
  }

  /** Waits until every running node answers with this version, and rightly. */
  void awaitServed(String version) {
    Await.until(
        () -> "every node serves version " + version,
        PATIENCE,
        () -> mesh.nodes().stream().allMatch(node -> serves(node).equals(Optional.of(version))));
    mesh.nodes().forEach(this::requireRight);
  }

  /** Whatever version answers, its answer is the one that the model itself gives. */
  void requireRight(TestNode node) {
    Scene scene = scenes.draw(Light.OUTDOOR);
    SceneClient.Answer answer = infer(node, scene).orElseThrow();
    SceneModel model = models.get(answer.version());
    if (model == null) {
      throw new AssertionError(node.name() + " answers with unknown version " + answer.version());
    }
    if (!answer.isOf(model, scene)) {
      throw new AssertionError(node.name() + " answers wrongly with version " + answer.version());
    }
  }

  /** Asks a node about a scene; empty if it does not answer with 200. */
  Optional<SceneClient.Answer> infer(TestNode node, Scene scene) {
    return client.ask(node.http(), scene).answer();
  }

  Scene scene(Light light) {
    return scenes.draw(light);
  }
}
