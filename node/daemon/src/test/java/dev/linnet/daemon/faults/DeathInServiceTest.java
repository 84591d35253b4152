package dev.linnet.daemon.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.daemon.serving.TestModel;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.ModelNode;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version that takes the whole daemon with it in service, and a node that comes up alone. */
class DeathInServiceTest {
  private static final Duration UP = Duration.ofMinutes(2);
  private static final long[] SMALL = {2, 2};
  private static final long[] LARGE = {700, 700};

  @Test
  void versionThatWasAnsweringAtTwoDeathsIsLeftAndVotedAgainst(@TempDir Path directory)
      throws IOException {
    try (TestMesh mesh = TestMesh.in(directory.resolve("mesh")).region("eu", 1).build();
        ModelNode m = new ModelNode(mesh, mesh.node("eu-1"), directory)) {
      TestNode node = mesh.node("eu-1");
      mesh.start(mesh.nodes(), UP);
      m.roll(TestModel.power(directory, 1).directory(), "1", "0s");
      m.awaitServed("1", SMALL);
      String second =
          m.roll(TestModel.power(directory.resolve("slow"), 200).directory(), "2", "10m");
      m.awaitServed("2", SMALL);

      dieWhileAnswering(m, node, second);
      m.awaitServed("2", SMALL);
      dieWhileAnswering(m, node, second);

      m.awaitServed("1", SMALL);
      assertThat(m.awaitVotedDown(second))
          .contains("the daemon died twice while this version was answering");
    }
  }

  /**
   * A question that takes long is under way when the process ends, as a fault would end it. What
   * the version before is asked for comparison is under way at times too, and does not count.
   */
  private static void dieWhileAnswering(ModelNode m, TestNode node, String rollout) {
    Path record = node.directory().resolve("data/in-flight");
    String manifest = node.operator().rollout(rollout).orElseThrow().get("manifest").getAsString();
    Await.until("nothing is under way", UP, () -> underWay(record, manifest) == 0);
    var unused = CompletableFuture.supplyAsync(() -> m.answer(60, LARGE));
    Await.until("the question is under way", UP, () -> underWay(record, manifest) > 0);
    node.kill9();
    node.start();
    node.awaitUp(UP);
  }

  /** Records of 64 bytes: a digest of 32, the calls under way, the deaths. */
  private static int underWay(Path record, String manifest) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(record)).order(ByteOrder.nativeOrder());
      int sum = 0;
      byte[] digest = new byte[32];
      for (int at = 0; at + 64 <= bytes.capacity(); at += 64) {
        bytes.get(at, digest);
        sum += HexFormat.of().formatHex(digest).equals(manifest) ? bytes.getInt(at + 32) : 0;
      }
      return sum;
    } catch (IOException e) {
      return 0;
    }
  }

  @Test
  void afterAPowerCutTheLastGoodVersionServesThoughNobodyElseIsThere(@TempDir Path directory)
      throws IOException {
    try (TestMesh mesh = TestMesh.in(directory.resolve("mesh")).region("eu", 2).build();
        ModelNode m = new ModelNode(mesh, mesh.node("eu-2"), directory)) {
      mesh.start(mesh.nodes(), UP);
      m.roll(TestModel.power(directory, 1).directory(), "1", "0s");
      m.awaitServed("1", SMALL);
      for (TestNode node : List.copyOf(mesh.nodes())) {
        node.kill9();
      }
      mesh.node("eu-2").start();
      m.awaitServed("1", SMALL);
    }
  }
}
