package dev.linnet.daemon.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Notice;
import dev.linnet.testmesh.Await;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What listening browsers are told, and what becomes of those that do not read. */
final class EventStreamTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private RecordedNode node; // opened before each test
  private final List<Listener> listeners = new ArrayList<>();

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    node = new RecordedNode(directory, MeshStates.rolling());
  }

  @AfterEach
  void close() throws Exception {
    for (Listener listener : listeners) {
      listener.close();
    }
    node.close();
  }

  private Listener listen(String query, String... headers) throws IOException {
    Listener listener = new Listener(node.port(), query, headers);
    listeners.add(listener);
    return listener;
  }

  private static Notice notice(String sentence) {
    return new Notice(Notice.Severity.INFO, "TOLD", sentence, Map.of());
  }

  @Test
  void whatHappensIsToldAtOnce() throws Exception {
    Listener listener = listen("");
    listener.await("event: hello");
    listener.await("\"topics\":[\"members\",\"links\",\"rollouts\",\"models\"]");
    node.happened(0, notice("first\nof two lines"));
    listener.await("\"sentence\":\"first\\nof two lines\"");
    node.knows(MeshStates.rolledBack());
    listener.await("\"topics\":[\"members\",\"rollouts\"]");
  }

  @Test
  void whoComesAgainIsToldWhatItMissed() throws Exception {
    for (int i = 1; i <= 5; i++) {
      node.happened(0, notice("event " + i));
    }
    Listener again = listen("?after=1", "Last-Event-ID: 3");
    again.await("event 5");
    assertThat(again.read()).contains("event 4").doesNotContain("event 3");
    assertThat(again.read()).contains("id: 5");

    Listener fresh = listen("");
    fresh.await("event: hello");
    node.happened(0, notice("event 6"));
    fresh.await("event 6");
    assertThat(fresh.read()).doesNotContain("event 5");
  }

  @Test
  void moreThanTheMostAreSentAway() throws Exception {
    for (int i = 0; i < EventStream.MOST_SUBSCRIBERS; i++) {
      listen("").await("event: hello");
    }
    Listener tooMany = listen("");
    tooMany.await("pages listen already");
    assertThat(tooMany.read()).startsWith("HTTP/1.1 503").contains("Retry-After: 10");

    listeners.get(0).close();
    Await.until(
        "a place is free once one has gone",
        PATIENCE,
        () -> {
          node.happened(0, notice("so that it is noticed"));
          return node.listening() < EventStream.MOST_SUBSCRIBERS;
        });
    listen("").await("event: hello");
  }

  /** The others hear what happens meanwhile, and nobody waits for it. */
  @Test
  void whoDoesNotReadIsDropped() throws Exception {
    Listener slow = listen("");
    Listener other = listen("");
    slow.await("event: hello");
    other.await("event: hello");
    String much = "x".repeat(48 * 1024);
    int told = 0;
    // More than the kernel's buffers of both ends and the node's own take.
    while (told < 500 && node.listening() == 2) {
      node.happened(0, notice(much));
      told++;
      other.await("id: " + told + "\n");
      other.forget();
    }
    assertThat(node.listening()).isEqualTo(1);
    node.happened(0, notice("the last word"));
    other.await("the last word");
  }

  /** A socket that reads when it is told to. */
  private static final class Listener implements AutoCloseable {
    private final Socket socket;
    private final InputStreamReader in;
    private final char[] buffer = new char[8 * 1024];
    private final StringBuilder heard = new StringBuilder();

    Listener(int port, String query, String... headers) throws IOException {
      socket = new Socket();
      socket.setReceiveBufferSize(16 * 1024);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
      socket
          .getOutputStream()
          .write(
              ("GET /linnet/v1/stream" + query + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      in = new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8);
    }

    /** Reads until it has heard this. */
    void await(String text) throws IOException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      socket.setSoTimeout((int) PATIENCE.toMillis());
      while (heard.indexOf(text) < 0) {
        if (System.nanoTime() - deadline > 0) {
          throw new AssertionError("never heard '" + text + "': " + heard);
        }
        int read = in.read(buffer);
        if (read < 0) {
          throw new AssertionError("ended before '" + text + "': " + heard);
        }
        heard.append(buffer, 0, read);
      }
    }

    String read() {
      return heard.toString();
    }

    void forget() {
      heard.setLength(0);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
