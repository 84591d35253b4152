package dev.linnet.bench;

import dev.linnet.demo.scenes.Light;
import dev.linnet.demo.scenes.ModelDirectory;
import dev.linnet.demo.scenes.SceneModel;
import dev.linnet.demo.scenes.SceneModels;
import dev.linnet.demo.scenes.SceneSource;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.LinnetCommand;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** A small model, rolled out to a mesh of one node. */
final class OneModel {
  /** Answers once the node serves it. */
  static final String READY = "/v2/models/scenes/ready";

  private OneModel() {}

  /** Starts the node, and returns the rollout's id once the model answers. */
  static String rollOut(TestMesh mesh, TestNode node, Path directory, Duration timeout)
      throws IOException {
    SceneModel model = new SceneModels(1).first();
    Path files = directory.resolve("model");
    SceneSource scenes = new SceneSource(new SplittableRandom(1));
    ModelDirectory.write(files, model, scenes.draw(Light.INDOOR, 1));
    Path plan = directory.resolve("plan.yaml");
    Files.writeString(
        plan,
        """
        spec:
          model: {name: scenes, version: "1"}
          defaults: {bake: 0s, gates: []}
          waves: [{name: all, regions: ["*"]}]
        """);
    mesh.start(List.of(node), timeout);
    LinnetCommand.must(
        "model",
        "push",
        files.toString(),
        "--name",
        "scenes",
        "--version",
        "1",
        "--api",
        node.api());
    String key = mesh.operatorKey().toString();
    String id =
        LinnetCommand.must(
            "rollout", "announce", plan.toString(), "--key", key, "--api", node.api());
    Await.until("the model is ready", timeout, () -> node.get(READY).isPresent());
    return id.strip();
  }
}
