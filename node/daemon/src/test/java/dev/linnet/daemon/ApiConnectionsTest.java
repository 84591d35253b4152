package dev.linnet.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.testmesh.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who opens connections without end, at both ports of one node. */
final class ApiConnectionsTest {
  /** What one machine's own programs may hold at each port. */
  private static final int MOST = 256;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final GuardedNode node;
  private final List<Socket> held = new ArrayList<>();

  ApiConnectionsTest(@TempDir Path directory) throws Exception {
    node = GuardedNode.open(directory);
  }

  @AfterEach
  void close() throws Exception {
    for (Socket socket : held) {
      socket.close();
    }
    node.close();
  }

  private Socket connect(int port) {
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout((int) PATIENCE.toMillis());
      held.add(socket);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fill(int port) {
    for (int each = 0; each < MOST; each++) {
      connect(port);
    }
  }

  /** Whether the node closed a connection; false as soon as it says anything there. */
  private static boolean isClosed(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException stands) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  private static String answer(Socket socket) {
    try {
      socket
          .getOutputStream()
          .write(
              "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
      return new String(line, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void httpPortHoldsSoManyAndAnswersThem() throws Exception {
    fill(node.httpPort);
    assertThat(isClosed(connect(node.httpPort))).isTrue();
    assertThat(node.scrape())
        .contains("linnet_api_connections_refused_total{port=\"http\"} 1.0")
        .contains("linnet_api_connections_refused_total{port=\"grpc\"} 0.0");
    assertThat(answer(held.get(0))).isEqualTo("HTTP/1.1 200");
    assertThat(answer(held.get(MOST - 1))).isEqualTo("HTTP/1.1 200");
    held.get(0).close();
    Await.until(
        "who leaves makes room",
        PATIENCE,
        () -> answer(connect(node.httpPort)).equals("HTTP/1.1 200"));
  }

  /** A server of HTTP/2 speaks first, so that one which lets a client in is heard. */
  @Test
  void grpcPortHoldsSoManyAndGreetsThem() throws Exception {
    fill(node.grpcPort);
    assertThat(isClosed(connect(node.grpcPort))).isTrue();
    assertThat(node.scrape()).contains("linnet_api_connections_refused_total{port=\"grpc\"} 1.0");
    assertThat(isClosed(held.get(0))).isFalse();
    assertThat(isClosed(held.get(MOST - 1))).isFalse();
    held.get(0).close();
    Await.until("who leaves makes room", PATIENCE, () -> !isClosed(connect(node.grpcPort)));
  }
}
