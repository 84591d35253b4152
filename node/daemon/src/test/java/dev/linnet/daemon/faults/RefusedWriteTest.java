package dev.linnet.daemon.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The system refuses a write in the middle of a file, though the disk has room. */
class RefusedWriteTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Test
  void nodeEndsRatherThanGoOnAndComesBackWithAllThatItSaid(@TempDir Path directory)
      throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/prlimit")), "skipped: there is no prlimit");
    RandomModel kept = RandomModel.of(1, 4);
    RandomModel refused = RandomModel.of(2, 4);
    try (TestMesh mesh = TestMesh.in(directory.resolve("mesh")).region("eu", 1).build()) {
      TestNode node = mesh.node("eu-1");
      mesh.start(List.of(node), PATIENCE);
      kept.pushTo(node);
      // The log is longer than a MiB by now, and every further write to it fails with EFBIG.
      Process limit =
          new ProcessBuilder("/usr/bin/prlimit", "--pid", "" + node.pid(), "--fsize=1048576")
              .inheritIO()
              .start();
      assertThat(limit.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(limit.exitValue()).isZero();
      assertThatThrownBy(() -> refused.pushTo(node)).isNotNull();
      Await.until("the node ends by itself", PATIENCE, () -> !node.isRunning());
      assertThat(node.exitCode()).isEqualTo(1);
      assertThat(node.events("STORE_BROKEN")).hasSize(1);

      node.start();
      node.awaitUp(PATIENCE);
      Await.until("the first model is whole", PATIENCE, () -> kept.isWholeAt(node));
      assertThat(node.events("STORE_SET_ASIDE")).isEmpty();
      refused.pushTo(node);
      assertThat(refused.isWholeAt(node)).isTrue();
    }
  }
}
