package dev.linnet.daemon.command;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.mesh.Address;
import dev.linnet.daemon.UserError;
import dev.linnet.proto.v1.GetRolloutRequest;
import dev.linnet.proto.v1.JsonDocument;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Iterator;
import org.junit.jupiter.api.Test;

/** A machine that loses its power says nothing any more, and its connections stand. */
final class KeepaliveTest {
  /** gRPC asks no more often, whatever it is told. */
  private static final Duration LEAST = Duration.ofSeconds(10);

  @Test
  void aWatchOfAMachineThatIsGoneEnds() throws IOException {
    try (ScriptedNode node = new ScriptedNode();
        SilentLink link = new SilentLink(Address.parse(node.address()));
        NodeClient client =
            new NodeClient(
                link.address(),
                null,
                null,
                new NodeClient.Keepalive(LEAST, Duration.ofSeconds(1)))) {
      node.staysOpen = true;
      node.watch("{}");
      Iterator<JsonDocument> documents =
          client.stream(call -> call.watchRollout(GetRolloutRequest.getDefaultInstance()));
      documents.next();
      link.fallSilent();

      assertThatThrownBy(documents::hasNext)
          .isInstanceOf(UserError.class)
          .extracting(failure -> ((UserError) failure).exitCode())
          .isEqualTo(UserError.UNREACHABLE);
    }
  }

  /** Passes bytes on until it falls silent, and takes them without a word from then on. */
  private static final class SilentLink implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    private final Address target;
    private volatile boolean silent;

    SilentLink(Address target) throws IOException {
      this.target = target;
      inBackground(
          () -> {
            while (true) {
              connect(server.accept());
            }
          });
    }

    Address address() {
      return new Address("127.0.0.1", server.getLocalPort());
    }

    void fallSilent() {
      silent = true;
    }

    private void connect(Socket near) throws IOException {
      Socket far = new Socket(target.host(), target.port());
      inBackground(() -> pass(near.getInputStream(), far.getOutputStream()));
      inBackground(() -> pass(far.getInputStream(), near.getOutputStream()));
    }

    private void pass(InputStream from, OutputStream to) throws IOException {
      byte[] buffer = new byte[16 * 1024];
      for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
        if (!silent) {
          to.write(buffer, 0, read);
        }
      }
    }

    private interface Work {
      void run() throws IOException;
    }

    private static void inBackground(Work work) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  work.run();
                } catch (IOException closed) {
                  return;
                }
              },
              "silent link");
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
