package dev.linnet.daemon.transport;

import static dev.linnet.daemon.transport.TestMesh.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Message;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.trust.Digest;
import dev.linnet.testmesh.Sockets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Someone on the path writes a whole session down, and says it again to either end. */
final class ReplayTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Message MESSAGE = new Message.ChunksAsked(Digest.of(new byte[1]));

  private final TestMesh mesh;
  private final TestNode node;
  private final TestNode dialler;

  ReplayTest(@TempDir Path temp) {
    mesh = new TestMesh(temp.resolve("mesh"), "birds");
    node = mesh.start("eu-1", "eu");
    dialler = mesh.start("eu-2", "eu");
  }

  @AfterEach
  void close() {
    mesh.close();
  }

  /** Passes one connection on, and keeps what each end said. */
  private static final class Recorder implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    private final ByteArrayOutputStream forth = new ByteArrayOutputStream();
    private final ByteArrayOutputStream back = new ByteArrayOutputStream();

    Recorder(int port) throws IOException {
      run(
          () -> {
            try (Socket near = door.accept();
                Socket far = new Socket("127.0.0.1", port)) {
              run(() -> copy(far, near, back));
              copy(near, far, forth);
            }
          });
    }

    private interface Work {
      void run() throws IOException;
    }

    private static void run(Work work) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  work.run();
                } catch (IOException closed) {
                  // The connection's end is the recording's.
                  return;
                }
              });
      thread.setDaemon(true);
      thread.start();
    }

    private static void copy(Socket from, Socket to, ByteArrayOutputStream kept)
        throws IOException {
      byte[] buffer = new byte[64 * 1024];
      for (int read = from.getInputStream().read(buffer);
          read >= 0;
          read = from.getInputStream().read(buffer)) {
        kept.write(buffer, 0, read);
        to.getOutputStream().write(buffer, 0, read);
      }
    }

    Address address() {
      return new Address("127.0.0.1", door.getLocalPort());
    }

    @Override
    public void close() throws IOException {
      door.close();
    }
  }

  private Peer nodeAt(Address address) {
    return new Peer(node.identity.node(), node.identity.region(), address);
  }

  @Test
  void sessionThatIsSaidAgainChangesNothingAtEitherEnd() throws Exception {
    try (Recorder recorder = new Recorder(node.port.boundPort())) {
      dialler.port.send(nodeAt(recorder.address()), MESSAGE);
      await("the message", () -> node.heard.size() == 1);
      List<String> changesAtTheNode = List.copyOf(node.changes);

      try (Socket again = new Socket("127.0.0.1", node.port.boundPort())) {
        again.getOutputStream().write(recorder.forth.toByteArray());
        assertThat(Sockets.isCut(again, PATIENCE)).isTrue();
      }
      await("the refusal", () -> !node.refused.isEmpty());
      assertThat(node.refused).singleElement().asString().startsWith("connection from 127.0.0.1 ");
      assertThat(node.heard).hasSize(1);
      assertThat(node.changes).isEqualTo(changesAtTheNode);

      TestNode other = mesh.start("eu-3", "eu");
      try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
        other.port.send(nodeAt(new Address("127.0.0.1", door.getLocalPort())), MESSAGE);
        try (Socket dialled = door.accept()) {
          dialled.getOutputStream().write(recorder.back.toByteArray());
          await("the dialler's refusal", () -> !other.refused.isEmpty());
        }
      }
      assertThat(other.changes).isEmpty();
      assertThat(other.known).isEmpty();
    }
  }
}
