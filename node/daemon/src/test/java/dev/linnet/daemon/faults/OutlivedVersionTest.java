package dev.linnet.daemon.faults;

import com.google.gson.JsonElement;
import dev.linnet.demo.scenes.SceneModels;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Versions follow each other. Once one finished everywhere and a higher one is known, what is below
 * goes: of three, the first, and the second stays to be gone back to.
 */
class OutlivedVersionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Test
  void theFirstVersionGoesOnceTheThirdServes(@TempDir Path directory) {
    try (TestMesh mesh = TestMesh.in(directory.resolve("mesh")).region("eu", 2).build()) {
      mesh.start(mesh.nodes(), PATIENCE);
      ScenesMesh scenes = new ScenesMesh(mesh, directory);
      TestNode first = mesh.node("eu-1");
      SceneModels models = new SceneModels(1);
      for (int version = 1; version <= 3; version++) {
        scenes.push(
            first, version % 2 == 1 ? models.first() : models.second(), Integer.toString(version));
        roll(mesh, scenes, Integer.toString(version));
      }
      for (TestNode node : mesh.nodes()) {
        Await.until(
            () -> node.name() + " has let version 1 go; it has " + versions(node),
            PATIENCE,
            () -> versions(node).equals(Set.of("2", "3")));
      }
      scenes.awaitServed("3");
    }
  }

  /** Announces a version and waits for it to serve and to be promoted everywhere. */
  private static void roll(TestMesh mesh, ScenesMesh scenes, String version) {
    String id =
        scenes.announce(
            mesh.node("eu-1"),
            """
            apiVersion: linnet/v1
            kind: Rollout
            metadata: {name: outlived-%1$s}
            spec:
              model: {name: scenes, version: "%1$s"}
              defaults: {bake: 200ms, gates: [], quorum: {minJurors: 1}}
              waves:
                - {name: eu, regions: [eu]}
            """
                .formatted(version));
    scenes.awaitServed(version);
    for (TestNode node : mesh.nodes()) {
      Await.until(
          () -> "version " + version + " is promoted: " + node.operator().rollout(id),
          PATIENCE,
          () ->
              node.operator()
                  .rollout(id)
                  .filter(rollout -> rollout.get("state").getAsString().equals("PROMOTED"))
                  .isPresent());
    }
  }

  private static Set<String> versions(TestNode node) {
    Set<String> versions = new TreeSet<>();
    for (JsonElement model : node.operator().models().orElseThrow().getAsJsonArray("models")) {
      versions.add(model.getAsJsonObject().get("version").getAsString());
    }
    return versions;
  }
}
