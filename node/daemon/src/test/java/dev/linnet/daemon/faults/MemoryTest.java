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

  /** As sure as a juror is after five windows that all say the same. */
  private static final String SURE = "alpha: 0.2, beta: 0.2";

  private static final String AMOUNT =
      "bake: 0s, gates: [{name: memory, metric: inference.memory_bytes, pass: '<= 160Mi', %s}]"
          .formatted(SURE);
  private static final String RATIO =
      "bake: 0s, gates: [{name: memory, metric: inference.memory_ratio, compare: previous,"
          + " pass: '<= 2.0', %s}]".formatted(SURE);

  /**
   * With nothing kept warm every window counts, since in none of them anything is compared. What
   * the version before took is known only if it answered for a while, so the frugal ones come
   * first. The trial would find the greedy one before it serves, and its runs may take minutes
   * where others have the processors.
   */
  @Test
  void versionThatTakesTooMuchIsVotedDownAndAFrugalOneIsNot(@TempDir Path directory)
      throws Exception {
    TestModel frugal = TestModel.hungry(directory, "1", 1 << 20);
    TestModel same = TestModel.hungry(directory, "2", 2 << 20);
    TestModel greedy = TestModel.hungry(directory, "3", 224 << 20);
    try (TestMesh mesh =
            TestMesh.in(directory.resolve("mesh"))
                .region("eu", 1)
                .settings(
                    "serving: {keepWarm: false}\n"
                        + "trial: {latencyRatio: off, memoryRatio: off, timeout: 5m}\n")
                .build();
        ModelNode node = new ModelNode(mesh, mesh.node("eu-1"), directory)) {
      mesh.start(mesh.nodes(), PATIENCE);
      askUntil(node, node.rollBy(AMOUNT, frugal.directory(), "1"), "PROMOTED");
      askUntil(node, node.rollBy(RATIO, same.directory(), "2"), "PROMOTED");

      String third = node.rollBy(RATIO, greedy.directory(), "3");
      askUntil(node, third, "ROLLED_BACK");
      assertThat(node.awaitVotedDown(third))
          .contains("took more than 2.00 times the memory of the version before");

      Await.until(
          "the frugal version answers again",
          PATIENCE,
          () -> node.answersRows(3, 5).equals(Optional.of("2")));
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
