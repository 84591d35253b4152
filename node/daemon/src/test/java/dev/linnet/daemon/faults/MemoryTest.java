package dev.linnet.daemon.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.daemon.serving.TestModel;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.ModelNode;
import dev.linnet.testmesh.TestMesh;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon whose plan limits what a version may take of its memory in service. */
class MemoryTest {
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  /** The trial would find the greedy versions before they serve. */
  private static final String ANY_TRIAL = "trial: {latencyRatio: off, memoryRatio: off}\n";

  private static final String AMOUNT =
      "bake: 0s, gates: [{name: memory, metric: inference.memory_bytes, pass: '<= 160Mi'}]";
  private static final String RATIO =
      "bake: 0s, gates:"
          + " [{name: memory, metric: inference.memory_ratio, compare: previous, pass: '<= 2.0'}]";

  /** With nothing kept warm every window counts, since in none of them anything is compared. */
  @Test
  void versionThatTakesTooMuchIsVotedDownAndAFrugalOneIsNot(@TempDir Path directory)
      throws Exception {
    TestModel frugal = TestModel.hungry(directory, "1", 1 << 20);
    TestModel greedy = TestModel.hungry(directory, "2", 320 << 20);
    try (TestMesh mesh =
            TestMesh.in(directory.resolve("mesh"))
                .region("eu", 1)
                .settings("serving: {keepWarm: false}\n" + ANY_TRIAL)
                .build();
        ModelNode node = new ModelNode(mesh, mesh.node("eu-1"), directory)) {
      mesh.start(mesh.nodes(), PATIENCE);
      askUntil(node, node.rollBy(AMOUNT, frugal.directory(), "1"), "PROMOTED");

      String second = node.rollBy(AMOUNT, greedy.directory(), "2");
      askUntil(node, second, "ROLLED_BACK");
      assertThat(node.awaitVotedDown(second))
          .contains("gate memory failed: ", " windows took more than 160 MiB");
    }
  }

  @Test
  void versionThatTakesMoreThanTheOneBeforeIsVotedDownAndAnEqualOneIsNot(@TempDir Path directory)
      throws Exception {
    TestModel frugal = TestModel.hungry(directory, "1", 1 << 20);
    TestModel greedy = TestModel.hungry(directory, "2", 320 << 20);
    TestModel same = TestModel.hungry(directory, "3", 2 << 20);
    try (TestMesh mesh =
            TestMesh.in(directory.resolve("mesh")).region("eu", 1).settings(ANY_TRIAL).build();
        ModelNode node = new ModelNode(mesh, mesh.node("eu-1"), directory)) {
      mesh.start(mesh.nodes(), PATIENCE);
      askUntil(node, node.rollBy(AMOUNT, frugal.directory(), "1"), "PROMOTED");

      String greedier = node.rollBy(RATIO, greedy.directory(), "4");
      askUntil(node, greedier, "ROLLED_BACK");
      assertThat(node.awaitVotedDown(greedier))
          .contains("took more than 2.00 times the memory of the version before");

      askUntil(node, node.rollBy(RATIO, same.directory(), "3"), "PROMOTED");
      assertThat(node.answersRows(3, 5)).isEqualTo(Optional.of("3"));
    }
  }

  private static void askUntil(ModelNode node, String rollout, String state) {
    Await.until(
        () -> state + ", not " + node.state(rollout) + "; " + node.events(),
        PATIENCE,
        () -> {
          for (int i = 0; i < 4; i++) {
            node.answersRows(3, 5);
          }
          return node.state(rollout).equals(state);
        });
  }
}
