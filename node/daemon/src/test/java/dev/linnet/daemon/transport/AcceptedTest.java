package dev.linnet.daemon.transport;

import static dev.linnet.daemon.transport.TestMesh.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.testmesh.Sockets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An enrolled node that connects over and over, and greets on none of its connections. */
final class AcceptedTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Who is silent for longer is cut for that. */
  private static final Duration SILENT = Duration.ofSeconds(5);

  private static final int TRIES = 20;
  private static final Duration A_MOMENT = Duration.ofMillis(500);

  /** So many dials take less than a second each, or nobody would call them over and over. */
  private static final int OVER_AND_OVER = 200;

  private final TestMesh mesh;
  private final TestNode node;
  private final List<SSLSocket> opened = new ArrayList<>();

  AcceptedTest(@TempDir Path temp) {
    mesh = new TestMesh(temp.resolve("mesh"), "birds");
    node = mesh.start("eu-1", "eu");
  }

  @AfterEach
  void close() throws IOException {
    hangUp();
    mesh.close();
  }

  private void hangUp() throws IOException {
    for (SSLSocket socket : opened) {
      socket.close();
    }
    opened.clear();
  }

  @Test
  void oneNodeHoldsSoManyAndTheOldestGoesForTheNext() throws Exception {
    for (int i = 0; !connectsOneTooMany(mesh.identity("eu-9" + i, "eu")); i++) {
      assertThat(i).as("tries on a machine that is too slow").isLessThan(TRIES);
    }
    assertThat(Sockets.isCut(opened.get(0), A_MOMENT.multipliedBy(2)))
        .as("the oldest is cut")
        .isTrue();
    assertThat(Sockets.isCut(opened.get(1), A_MOMENT)).as("the next is cut").isFalse();

    TestNode other = mesh.start("eu-2", "eu").seededBy(node);
    await("another to be let in", () -> node.saw("up eu-2") && other.saw("up eu-1"));
  }

  @Test
  void whoConnectsOverAndOverIsTurnedAwayAndOthersAreLetIn() throws Exception {
    NodeIdentity crowd = mesh.identity("eu-9", "eu");
    for (int i = 0; i < OVER_AND_OVER && node.refused.isEmpty(); i++) {
      EnrolledTls.dial(crowd, node.port.boundPort()).close();
    }
    await("the refusal", () -> !node.refused.isEmpty());
    assertThat(node.refused)
        .containsExactly(
            "connection from 127.0.0.1 refused:"
                + " node eu-9 connects over and over; it is let in once a second");

    TestNode other = mesh.start("eu-2", "eu").seededBy(node);
    await("another to be let in", () -> node.saw("up eu-2") && other.saw("up eu-1"));
  }

  /** Says whether it took so little time that the oldest is cut for nothing else. */
  private boolean connectsOneTooMany(NodeIdentity crowd) throws Exception {
    hangUp();
    long begunNanos = System.nanoTime();
    for (int i = 0; i <= Accepted.MOST_OF_ONE_NODE; i++) {
      connect(crowd);
    }
    return System.nanoTime() - begunNanos < SILENT.minus(A_MOMENT.multipliedBy(2)).toNanos();
  }

  /** Returns when the node has taken note of it, which is before its first byte. */
  private void connect(NodeIdentity self) throws Exception {
    SSLSocket socket = EnrolledTls.dial(self, node.port.boundPort());
    opened.add(socket);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    assertThat(socket.getInputStream().read()).as("the first byte of HTTP/2").isNotNegative();
  }
}
