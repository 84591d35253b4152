package dev.linnet.daemon.transport;

import static dev.linnet.daemon.transport.TestMesh.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.testmesh.Sockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Strangers who connect to the mesh port and say nothing. */
final class HandshakesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TestMesh mesh;
  private final TestNode node;
  private final List<Socket> silent = new ArrayList<>();

  HandshakesTest(@TempDir Path temp) {
    mesh = new TestMesh(temp.resolve("mesh"), "birds");
    node = mesh.start("eu-1", "eu");
  }

  @AfterEach
  void close() throws IOException {
    for (Socket socket : silent) {
      socket.close();
    }
    mesh.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), node.port.boundPort());
    silent.add(socket);
    return socket;
  }

  @Test
  void soManyAreUnderWayAndEachIsCutInTimeAndThenNodesGetIn() throws Exception {
    for (int i = 0; i < Handshakes.HERE.most(); i++) {
      connect();
    }
    assertThat(Sockets.isCut(connect(), PATIENCE)).as("one more").isTrue();
    await("the refusal", () -> !node.refused.isEmpty());
    assertThat(node.refused)
        .containsExactly("connection from 127.0.0.1 refused: too many handshakes are under way");

    assertThat(Sockets.isCut(silent.get(0), PATIENCE))
        .as("one that began and went no further")
        .isTrue();
    TestNode other = mesh.start("eu-2", "eu").seededBy(node);
    await("the other to be let in", () -> node.saw("up eu-2") && other.saw("up eu-1"));
  }
}
