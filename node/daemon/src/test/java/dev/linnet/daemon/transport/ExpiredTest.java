package dev.linnet.daemon.transport;

import static dev.linnet.daemon.transport.TestMesh.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Message;
import dev.linnet.core.trust.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ports of nodes whose time is over, or has not come. */
final class ExpiredTest {
  private static final Message MESSAGE =
      new Message.ManifestAsked(Digest.of("model".getBytes(StandardCharsets.UTF_8)));
  private static final MeshTransportConfig CONFIG = MeshTransportConfig.of("127.0.0.1", 0, null);
  private static final Duration YEAR = Duration.ofDays(365);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String NOT_VALID =
      " refused: its certificate is not signed by this mesh's authority, or not valid now";

  private final Path directory;

  ExpiredTest(@TempDir Path temp) {
    this.directory = temp.resolve("mesh");
  }

  private static Clock ago(Duration time) {
    return Clock.offset(Clock.systemUTC(), time.negated());
  }

  @Test
  void nodeWhoseCertificateIsOverIsRefusedWhoeverDials() throws Exception {
    try (TestMesh mesh = new TestMesh(directory, "birds", ago(YEAR.multipliedBy(2)))) {
      TestNode node = mesh.start("eu-1", "eu");
      TestNode other = mesh.start(mesh.identity("eu-2", "eu", ago(YEAR.plus(HOUR))), CONFIG);
      assertRefusedWhoeverDials(node, other);
    }
  }

  /** As where a clock is wrong until there is a network. */
  @Test
  void nodeWhoseCertificateHasNotBegunIsLetInOnceItHas() throws Exception {
    try (TestMesh mesh = new TestMesh(directory, "birds")) {
      TestNode node = mesh.start("eu-1", "eu");
      Duration untilItBegins = Duration.ofSeconds(10);
      Clock ahead = ago(HOUR.plus(untilItBegins).negated());
      TestNode other = mesh.start(mesh.identity("eu-2", "eu", ahead), CONFIG);
      assertRefusedWhoeverDials(node, other);
      await(
          "both to know each other",
          () -> {
            other.port.send(node.peer(), MESSAGE);
            return node.saw("up eu-2") && other.saw("up eu-1");
          });
    }
  }

  private static void assertRefusedWhoeverDials(TestNode node, TestNode other) throws Exception {
    node.port.send(other.peer(), MESSAGE);
    await("the dialler to refuse", () -> node.refused.contains(other.address() + NOT_VALID));
    other.port.send(node.peer(), MESSAGE);
    await(
        "the port to refuse", () -> node.refused.contains("connection from 127.0.0.1" + NOT_VALID));
    assertNothingWasSaid(node, other);
  }

  /** Certificates of nodes may end later than what signed them. */
  @Test
  void nodesOfAMeshThatIsOverRefuseEachOther() throws Exception {
    Duration tenYears = Duration.ofDays(3_650);
    try (TestMesh mesh = new TestMesh(directory, "birds", ago(tenYears.plus(HOUR)))) {
      Clock before = ago(HOUR.multipliedBy(2));
      TestNode node = mesh.start(mesh.identity("eu-1", "eu", before), CONFIG);
      TestNode other = mesh.start(mesh.identity("eu-2", "eu", before), CONFIG);
      other.port.send(node.peer(), MESSAGE);
      await("the dialler to refuse", () -> !other.refused.isEmpty());
      assertThat(other.refused.get(0)).contains("mesh birds ended on ");
      assertNothingWasSaid(node, other);
    }
  }

  private static void assertNothingWasSaid(TestNode node, TestNode other) {
    assertThat(node.heard).isEmpty();
    assertThat(node.changes).isEmpty();
    assertThat(other.heard).isEmpty();
    assertThat(other.changes).isEmpty();
  }
}
