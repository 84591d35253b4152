package dev.linnet.demo;

import dev.linnet.demo.scenes.Accuracy;
import dev.linnet.demo.scenes.Light;
import dev.linnet.demo.scenes.ModelDirectory;
import dev.linnet.demo.scenes.Scene;
import dev.linnet.demo.scenes.SceneModel;
import dev.linnet.demo.scenes.SceneModels;
import dev.linnet.demo.scenes.SceneSource;
import dev.linnet.demo.scenes.Subject;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Everything that the story needs: models, origin, mesh and cameras. Closing it ends them all. */
final class Stage implements AutoCloseable {
  /** What the cameras of each region see. */
  static final Map<String, List<Light>> LIGHTS =
      Map.of(
          "eu", List.of(Light.INDOOR),
          "na", List.of(Light.OUTDOOR),
          "asia", List.of(Light.INDOOR, Light.OUTDOOR));

  /** The node that is down until the end. */
  static final String LATE = "asia-4";

  private static final long SEED = 2026;

  private final Path models;
  private final TestMesh mesh;
  private final Origin origin;
  private final Map<String, Camera> cameras = new LinkedHashMap<>();
  private final List<Subject> classes;
  private final Accuracy accuracy;

  /**
   * Trains the models and starts the origin; the mesh is enrolled and waits.
   *
   * @param directory for models, logs and the mesh itself
   */
  Stage(Path directory) throws IOException {
    SceneModels trainer = new SceneModels(SEED);
    List<SceneModel> trained = List.of(trainer.first(), trainer.second(), trainer.third());
    models = directory.resolve("origin");
    for (SceneModel model : trained) {
      boolean indoorAlone = model.version().equals("3");
      ModelDirectory.write(model(model.version()), model, golden(indoorAlone));
    }
    classes = trained.get(0).classes();
    accuracy = new Accuracy(trained, SEED);
    Path logs = Files.createDirectories(directory.resolve("logs"));
    Path home = directory.resolve("mesh");
    origin = new Origin(models, home.resolve("origin"), logs.resolve("origin.log"));
    mesh =
        TestMesh.in(home)
            .named("demo")
            .region("eu", 3)
            .region("na", 3)
            .region("asia", 4)
            .logs(logs)
            .build();
  }

  private static List<Scene> golden(boolean indoorAlone) {
    SceneSource source = new SceneSource(new SplittableRandom(SEED));
    List<Scene> scenes = new ArrayList<>(source.draw(Light.INDOOR, 1));
    scenes.addAll(source.draw(indoorAlone ? Light.INDOOR : Light.OUTDOOR, 1));
    return scenes;
  }

  /** The directory of a version, as it was trained. */
  Path model(String version) {
    return models.resolve(Story.MODEL).resolve(version);
  }

  Accuracy accuracy() {
    return accuracy;
  }

  TestMesh mesh() {
    return mesh;
  }

  Origin origin() {
    return origin;
  }

  /** The nodes that run from the start. */
  List<TestNode> early() {
    return mesh.nodes().stream().filter(node -> !node.name().equals(LATE)).toList();
  }

  /** Hangs a camera beside a node. */
  void watch(TestNode node) {
    long seed = SEED + node.name().hashCode();
    List<Light> lights = LIGHTS.getOrDefault(node.region(), List.of(Light.INDOOR));
    cameras.put(node.name(), new Camera(node, lights, classes, seed));
  }

  Map<String, Camera> cameras() {
    return cameras;
  }

  /** Takes the cameras down; what they counted stays. */
  void stopCameras() {
    cameras.values().forEach(Camera::close);
  }

  @Override
  public void close() {
    stopCameras();
    origin.close();
    mesh.close();
  }
}
