package dev.linnet.daemon.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.demo.scenes.SceneModels;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.SmallDisk;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models come to a node whose disk has no room for them. */
class FullDiskTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String LARGE = "eu-1";
  private static final String SMALL = "eu-2";

  private final Path directory;

  FullDiskTest(@TempDir Path directory) {
    this.directory = directory;
  }

  /** A mesh of two nodes, the data of one of which lies on this disk. */
  private TestMesh meshOn(SmallDisk disk) throws IOException {
    TestMesh mesh = TestMesh.in(directory.resolve("mesh")).region("eu", 2).build();
    Files.createSymbolicLink(mesh.node(SMALL).directory().resolve("data"), disk.directory());
    return mesh;
  }

  @Test
  void fetchStopsWithAnEventServingAndVotingGoOnAndItResumesByItself() throws Exception {
    try (SmallDisk disk = SmallDisk.at(directory.resolve("disk"), 80 << 20);
        TestMesh mesh = meshOn(disk)) {
      TestNode large = mesh.node(LARGE);
      TestNode small = mesh.node(SMALL);
      mesh.start(mesh.nodes(), PATIENCE);
      ScenesMesh scenes = new ScenesMesh(mesh, directory);
      SceneModels models = new SceneModels(1);
      scenes.push(large, models.first(), "1");
      roll(scenes, large, "1");
      scenes.awaitServed("1");

      RandomModel model = RandomModel.of(1, 100);
      model.pushTo(large);
      small.operator().fetch(model.digest());
      Await.until(
          "the small node tells that its disk is full",
          PATIENCE,
          () -> !small.events("STORE_FULL").isEmpty());
      assertThat(small.events("STORE_FULL").get(0))
          .contains("no model is fetched: ")
          .contains("are kept for votes and rollbacks: free space or remove a model");
      assertThat(small.events("STORE_FULL")).hasSize(1);
      assertThat(small.isRunning()).isTrue();
      assertThat(scenes.serves(small)).isEqualTo(Optional.of("1"));
      scenes.requireRight(small);

      long full = small.operator().storedBytes(model.digest());
      small.kill9();
      small.start();
      small.awaitUp(PATIENCE);
      Await.until("it serves again", PATIENCE, () -> scenes.serves(small).isPresent());
      small.operator().fetch(model.digest());
      Await.until(
          "it has what it had",
          PATIENCE,
          () -> small.operator().storedBytes(model.digest()) >= full);

      Await.until(
          "the disk is full for what it still lacks",
          PATIENCE,
          () -> small.events("STORE_FULL").size() == 2);

      disk.resize(400 << 20);
      Await.until("the model is whole", PATIENCE, () -> model.isWholeAt(small));
      assertThat(small.events("STORE_HAS_ROOM")).isNotEmpty();
      scenes.push(large, models.second(), "2");
      roll(scenes, large, "2");
      scenes.awaitServed("2");
    }
  }

  /** Sooner than a node that starts over and over ends again. */
  @Test
  void roomOfAModelThatWasRemovedIsThereForTheNext() throws Exception {
    try (SmallDisk disk = SmallDisk.at(directory.resolve("disk"), 200 << 20);
        TestMesh mesh = meshOn(disk)) {
      TestNode large = mesh.node(LARGE);
      TestNode small = mesh.node(SMALL);
      mesh.start(mesh.nodes(), PATIENCE);
      for (long seed : List.of(1L, 2L, 3L, 4L)) {
        RandomModel model = RandomModel.of(seed, 40);
        model.pushTo(large);
        small.operator().fetch(model.digest());
        Await.until("model " + seed + " is whole", PATIENCE, () -> model.isWholeAt(small));
        small.operator().remove(model.digest());
      }
    }
  }

  private static void roll(ScenesMesh scenes, TestNode at, String version) {
    scenes.announce(
        at,
        """
        apiVersion: linnet/v1
        kind: Rollout
        metadata: {name: full-disk}
        spec:
          model: {name: scenes, version: "%s"}
          defaults: {bake: 200ms, quorum: {minJurors: 1}}
          waves:
            - {name: eu, regions: [eu]}
        """
            .formatted(version));
  }
}
