package dev.linnet.daemon.faults;

import dev.linnet.demo.scenes.SceneModel;
import dev.linnet.demo.scenes.SceneModels;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node is killed at any moment of a rollout, and comes back with a right model: at a few, since
 * {@code scripts/soak} takes as many as one has time for.
 */
class SuddenDeathTest {
  private static final long SEED = 20_261_124;
  private static final int ROLLOUTS = 2;
  private static final int KILLS_EACH = 2;
  private static final int LATEST_MILLIS = 2_500;
  private static final Duration UP = Duration.ofSeconds(60);

  @Test
  void nodeKilledAtSeededMomentsComesBackWithARightModelAndCatchesUp(@TempDir Path directory) {
    SplittableRandom random = new SplittableRandom(SEED);
    SceneModels models = new SceneModels(1);
    List<SceneModel> versions = List.of(models.first(), models.second());
    try (TestMesh mesh =
        TestMesh.in(directory.resolve("mesh")).region("eu", 2).region("na", 1).build()) {
      ScenesMesh scenes = new ScenesMesh(mesh, directory);
      mesh.start(mesh.nodes(), UP);
      List<TestNode> nodes = new ArrayList<>(mesh.nodes());
      Await.until(
          "all nodes know each other",
          UP,
          () -> nodes.stream().allMatch(node -> members(node) == nodes.size()));
      roll(scenes, nodes.get(0), versions.get(0), "1");
      scenes.awaitServed("1");
      for (int rollout = 0; rollout < ROLLOUTS; rollout++) {
        String version = Integer.toString(rollout + 2);
        roll(scenes, nodes.get(0), versions.get((rollout + 1) % 2), version);
        for (int kill = 0; kill < KILLS_EACH; kill++) {
          TestNode victim = nodes.get(random.nextInt(nodes.size()));
          int afterMillis = random.nextInt(LATEST_MILLIS);
          Await.pause(afterMillis);
          System.out.printf(
              "seed %d, rollout %d, kill %d: %s after %d ms%n",
              SEED, rollout, kill, victim.name(), afterMillis);
          victim.kill9();
          victim.start();
          victim.awaitUp(UP);
          Await.until(
              () -> victim.name() + " answers again", UP, () -> scenes.serves(victim).isPresent());
          scenes.requireRight(victim);
        }
        scenes.awaitServed(version);
      }
    }
  }

  private static int members(TestNode node) {
    return node.operator().members().map(doc -> doc.getAsJsonArray("members").size()).orElse(0);
  }

  private static void roll(ScenesMesh scenes, TestNode at, SceneModel model, String version) {
    scenes.push(at, model, version);
    scenes.announce(
        at,
        """
        apiVersion: linnet/v1
        kind: Rollout
        metadata: {name: sudden-death}
        spec:
          model: {name: scenes, version: "%s"}
          defaults: {bake: 200ms, quorum: {minJurors: 1}, gates: []}
          waves:
            - {name: eu, regions: [eu]}
            - {name: rest, regions: ["*"]}
        """
            .formatted(version));
  }
}
