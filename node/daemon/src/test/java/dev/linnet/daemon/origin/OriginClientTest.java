package dev.linnet.daemon.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.ChunkUnavailable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OriginClientTest {
  private static final OriginRules LOOPBACK = new OriginRules(Set.of("127.0.0.1"), new TreeMap<>());
  private static final int CHUNK_BYTES = 100_000;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(400);

  private final byte[] file = new byte[3 * CHUNK_BYTES + 1];
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final CountDownLatch end = new CountDownLatch(1);

  OriginClientTest() throws IOException {
    new Random(5).nextBytes(file);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
    assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
  }

  /** Answers one request. */
  private interface Answer {
    void to(HttpExchange exchange, int start, int endInclusive) throws IOException;
  }

  private void answer(Answer answer) {
    server.createContext(
        "/models/a b/",
        exchange -> {
          String[] range =
              exchange
                  .getRequestHeaders()
                  .getFirst("Range")
                  .substring("bytes=".length())
                  .split("-");
          try (exchange) {
            answer.to(exchange, Integer.parseInt(range[0]), Integer.parseInt(range[1]));
          }
        });
  }

  private void ranges(HttpExchange exchange, int start, int endInclusive) throws IOException {
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes " + start + "-" + endInclusive + "/" + file.length);
    exchange.sendResponseHeaders(206, endInclusive - start + 1L);
    exchange.getResponseBody().write(file, start, endInclusive - start + 1);
  }

  private Manifest manifest(String origin, String path) {
    List<ChunkRef> chunks = new ArrayList<>();
    for (int at = 0; at < file.length; at += CHUNK_BYTES) {
      byte[] chunk = Arrays.copyOfRange(file, at, Math.min(file.length, at + CHUNK_BYTES));
      chunks.add(new ChunkRef(Digest.of(chunk), chunk.length));
    }
    ModelFile before =
        new ModelFile("other", 3, Digest.of(), List.of(new ChunkRef(Digest.of(), 3)));
    return new Manifest(
        Digest.of(),
        new ModelName("m"),
        "1",
        origin,
        path,
        List.of(before, new ModelFile(path, file.length, Digest.of(file), chunks)),
        List.of(),
        List.of(),
        17,
        8,
        0,
        0,
        0);
  }

  private Manifest manifest() {
    return manifest(base() + "/models/", "a b/w#1.bin");
  }

  private String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static void fails(
      OriginClient client, Manifest manifest, ChunkFailure failure, String message) {
    @Nullable Throwable problem =
        catchThrowable(() -> client.fetch(manifest, 2).get(20, TimeUnit.SECONDS));
    assertThat(problem).isNotNull();
    assertThat(problem.getCause())
        .isInstanceOfSatisfying(
            ChunkUnavailable.class,
            unavailable -> {
              assertThat(unavailable.failure()).isEqualTo(failure);
              assertThat(unavailable).hasMessageContaining(message);
            });
  }

  private void fails(Answer answer, ChunkFailure failure, String message) {
    answer(answer);
    try (OriginClient client = new OriginClient(LOOPBACK, PATIENCE, PATIENCE)) {
      fails(client, manifest(), failure, message);
    }
  }

  @Test
  void everyChunkComesFromAServerWithRanges() throws Exception {
    answer(this::ranges);
    assertChunks();
  }

  @Test
  void everyChunkComesFromAServerWithoutRanges() throws Exception {
    answer(
        (exchange, start, endInclusive) -> {
          exchange.sendResponseHeaders(200, file.length);
          OutputStream out = exchange.getResponseBody();
          out.write(file);
        });
    assertChunks();
  }

  private void assertChunks() throws Exception {
    try (OriginClient client = new OriginClient(LOOPBACK)) {
      List<CompletableFuture<byte[]>> coming = new ArrayList<>();
      for (int round = 0; round < 10; round++) {
        for (int i = 1; i <= 4; i++) {
          coming.add(client.fetch(manifest(), i));
        }
      }
      for (int i = 0; i < coming.size(); i++) {
        int at = i % 4 * CHUNK_BYTES;
        assertThat(coming.get(i).get(20, TimeUnit.SECONDS))
            .isEqualTo(Arrays.copyOfRange(file, at, Math.min(file.length, at + CHUNK_BYTES)));
      }
    }
  }

  @Test
  void aLongerAnswerIsCutOff() {
    fails(
        (exchange, start, endInclusive) -> {
          exchange
              .getResponseHeaders()
              .set("Content-Range", "bytes " + start + "-" + endInclusive + "/*");
          exchange.sendResponseHeaders(206, 0);
          byte[] block = new byte[64 * 1024];
          // Ends when the client hangs up.
          while (end.getCount() > 0) {
            exchange.getResponseBody().write(block);
          }
        },
        ChunkFailure.CORRUPT,
        "sent more than the 100000 bytes asked for");
  }

  @Test
  void aShorterAnswerIsCorrupt() {
    fails(
        (exchange, start, endInclusive) -> {
          exchange
              .getResponseHeaders()
              .set("Content-Range", "bytes " + start + "-" + endInclusive + "/*");
          exchange.sendResponseHeaders(206, 5);
          exchange.getResponseBody().write(new byte[5]);
        },
        ChunkFailure.CORRUPT,
        "sent 5 bytes of the 100000 asked for");
  }

  @Test
  void anotherRangeIsCorrupt() {
    fails(
        (exchange, start, endInclusive) -> ranges(exchange, start + 1, endInclusive + 1),
        ChunkFailure.CORRUPT,
        "sent another range than asked for");
  }

  @Test
  void aFileThatIsNotThereIsMissing() {
    fails(
        (exchange, start, endInclusive) -> exchange.sendResponseHeaders(404, -1),
        ChunkFailure.MISSING,
        "answered 404");
  }

  @Test
  void aServerInTroubleIsUnreachable() {
    fails(
        (exchange, start, endInclusive) -> exchange.sendResponseHeaders(503, -1),
        ChunkFailure.UNREACHABLE,
        "answered 503");
  }

  private void redirectTo(String location) {
    answer(
        (exchange, start, endInclusive) -> {
          exchange.getResponseHeaders().set("Location", location);
          exchange.sendResponseHeaders(307, -1);
        });
  }

  @Test
  void aRedirectIsFollowed() throws Exception {
    server.createContext("/elsewhere", exchange -> ranges(exchange, 0, CHUNK_BYTES - 1));
    redirectTo("/elsewhere");
    try (OriginClient client = new OriginClient(LOOPBACK)) {
      assertThat(client.fetch(manifest(), 1).get(20, TimeUnit.SECONDS))
          .isEqualTo(Arrays.copyOf(file, CHUNK_BYTES));
    }
  }

  @Test
  void aRedirectToAPrivateAddressIsNotFollowed() {
    redirectTo("http://localhost:" + server.getAddress().getPort() + "/elsewhere");
    try (OriginClient client = new OriginClient(LOOPBACK)) {
      fails(client, manifest(), ChunkFailure.MISSING, "localhost is the private address");
    }
  }

  @Test
  void redirectsWithoutEndEnd() {
    redirectTo(base() + "/models/a%20b/w%231.bin");
    try (OriginClient client = new OriginClient(LOOPBACK)) {
      fails(client, manifest(), ChunkFailure.UNREACHABLE, "moved to");
    }
  }

  @Test
  void aRedirectToAFileIsNone() {
    redirectTo("file:///etc/passwd");
    try (OriginClient client = new OriginClient(LOOPBACK)) {
      fails(client, manifest(), ChunkFailure.UNREACHABLE, "redirects to 'file:///etc/passwd'");
    }
  }

  @Test
  void privateAddressesAreRefusedUnlessTheyAreAllowed() {
    try (OriginClient client = new OriginClient(OriginRules.PUBLIC)) {
      for (String host :
          List.of(
              "127.0.0.1",
              "10.1.2.3",
              "192.168.0.1",
              "172.16.9.9",
              "169.254.169.254",
              "100.64.0.1",
              "0.0.0.0",
              "[::1]",
              "[fd00::1]",
              "[fe80::1]",
              "[::ffff:10.0.0.1]")) {
        fails(
            client,
            manifest("http://" + host + "/models", "w.bin"),
            ChunkFailure.MISSING,
            "name it in origin.allow of node.yaml");
      }
    }
  }

  @Test
  void aDirectoryStandsInForAnOrigin(@TempDir Path directory) throws Exception {
    Files.createDirectories(directory.resolve("m/a b"));
    Files.write(directory.resolve("m/a b/w#1.bin"), file);
    Path secret = Files.write(directory.resolveSibling("secret"), file);
    Files.createSymbolicLink(directory.resolve("m/link"), secret);
    OriginRules rules =
        new OriginRules(Set.of(), new TreeMap<>(Map.of("https://models.example/", directory)));
    try (OriginClient client = new OriginClient(rules)) {
      String origin = "https://models.example/m";
      assertThat(client.fetch(manifest(origin, "a b/w#1.bin"), 4).get(20, TimeUnit.SECONDS))
          .isEqualTo(Arrays.copyOfRange(file, 3 * CHUNK_BYTES, file.length));
      fails(client, manifest(origin, "link"), ChunkFailure.MISSING, "link lies outside");
      fails(client, manifest(origin, "gone"), ChunkFailure.MISSING, "gone cannot be read");
    } finally {
      Files.delete(secret);
    }
  }

  @Test
  void oneByteAtATimeIsTooSlow() {
    answer(
        (exchange, start, endInclusive) -> {
          exchange
              .getResponseHeaders()
              .set("Content-Range", "bytes " + start + "-" + endInclusive + "/*");
          exchange.sendResponseHeaders(206, CHUNK_BYTES);
          do {
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
          } while (!ended());
        });
    try (OriginClient client = new OriginClient(LOOPBACK, PATIENCE, SHORT)) {
      fails(client, manifest(), ChunkFailure.TIMED_OUT, "no answer in time");
    }
  }

  /** Waits a little, as a slow server does. */
  private boolean ended() {
    try {
      return end.await(20, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Test
  void aServerThatNeverAnswersIsTooSlow() {
    answer(
        (exchange, start, endInclusive) -> {
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    try (OriginClient client = new OriginClient(LOOPBACK, PATIENCE, SHORT)) {
      fails(client, manifest(), ChunkFailure.TIMED_OUT, "no answer in time");
    }
  }

  @Test
  void aClosedPortIsUnreachable() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    try (OriginClient client = new OriginClient(LOOPBACK, PATIENCE, PATIENCE)) {
      Manifest manifest = manifest("http://127.0.0.1:" + port, "w.bin");
      fails(client, manifest, ChunkFailure.UNREACHABLE, "http://127.0.0.1:" + port + "/w.bin");
    }
  }

  @Test
  void anOriginThatIsNoHttpUrlIsMissing() {
    try (OriginClient client = new OriginClient(LOOPBACK, PATIENCE, PATIENCE)) {
      for (String origin : List.of("file:///etc", "ftp://host", "http:nothing", "not a url")) {
        fails(client, manifest(origin, "passwd"), ChunkFailure.MISSING, "origin " + origin);
      }
    }
  }
}
