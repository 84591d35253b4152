package dev.linnet.daemon.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.daemon.HostileDaemon;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of three holders of a model one lies and one trickles; the model comes, whole and right. */
class BadPeersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int MEBIBYTES = 48;

  @Test
  void bitFlippedInEachFiftiethChunkAndOneByteASecondStopNoFetch(@TempDir Path directory)
      throws IOException {
    RandomModel model = RandomModel.of(1, MEBIBYTES);
    try (TestMesh mesh =
        TestMesh.in(directory.resolve("mesh")).region("eu", 4).linksCanBeCut().build()) {
      TestNode honest = mesh.node("eu-1");
      TestNode liar = mesh.node("eu-2");
      TestNode slow = mesh.node("eu-3");
      TestNode receiver = mesh.node("eu-4");
      List<TestNode> holders = List.of(honest, liar, slow);
      honest.start();
      liar.startAs(HostileDaemon.class.getName());
      slow.start();
      holders.forEach(node -> node.awaitUp(PATIENCE));
      holders.forEach(model::pushTo);
      mesh.start(List.of(receiver), PATIENCE);
      Await.until(
          "the receiver knows all holders",
          PATIENCE,
          () ->
              receiver.operator().members().map(it -> it.getAsJsonArray("members").size()).orElse(0)
                  == 4);
      mesh.trickle(slow);
      receiver.operator().fetch(model.digest());
      Await.until(
          () -> "the model is whole; it has " + receiver.operator().storedBytes(model.digest()),
          PATIENCE,
          () -> model.isWholeAt(receiver));
      assertThat(Files.readString(receiver.log()))
          .contains("node eu-2 gave a wrong chunk, which was thrown away: ");
    }
  }
}
