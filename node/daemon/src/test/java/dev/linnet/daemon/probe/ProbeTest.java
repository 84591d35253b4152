package dev.linnet.daemon.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, and a real server on loopback. */
class ProbeTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);

  private final Path dir;

  ProbeTest(@TempDir Path dir) {
    this.dir = dir;
  }

  private Probe shell(String script, Duration timeout) {
    return new ExecProbe(List.of("/bin/sh", "-c", script), dir, timeout);
  }

  @Test
  void commandPassesWithExitCodeZeroAlone() throws Exception {
    assertThat(shell("exit 0", LONG).failure()).isNull();
    assertThat(shell("exit 3", LONG).failure()).isEqualTo("ended with exit code 3");
    assertThat(shell("kill -9 $$", LONG).failure()).isEqualTo("ended with exit code 137");
    assertThat(new ExecProbe(List.of("./missing"), dir, LONG).failure())
        .startsWith("cannot be started (")
        .contains("missing");
  }

  @Test
  void commandRunsInItsDirectoryWithEmptyInputAndOutputThatGoesNowhere() throws Exception {
    Files.writeString(dir.resolve("check"), "#!/bin/sh\ncat && head -c 5000000 /dev/zero\n");
    assertThat(dir.resolve("check").toFile().setExecutable(true)).isTrue();
    assertThat(new ExecProbe(List.of("./check"), dir, LONG).failure()).isNull();
  }

  @Test
  void commandThatTakesTooLongIsKilledWithWhatItStarted() throws Exception {
    String failure = shell("echo $$ > self; sleep 600 & echo $! > child; wait", SHORT).failure();
    assertThat(failure).isEqualTo("took longer than 0.3 s and was killed");
    assertGone(dir.resolve("self"));
    assertGone(dir.resolve("child"));
  }

  @Test
  void closingEndsTheRunThatIsUnderWayAndItsOutcomeIsNotToldOf() throws Exception {
    CountDownLatch outcomes = new CountDownLatch(1);
    ProbeConfig config =
        new ProbeConfig(
            List.of("/bin/sh", "-c", "echo $$ > new; mv new self; exec sleep 600"),
            null,
            dir,
            Duration.ofMillis(1),
            LONG);
    Prober prober =
        new Prober(
            config,
            new Prober.Listener() {
              @Override
              public void due(Prober.Run run) throws InterruptedException {
                run.passes();
                outcomes.countDown();
              }

              @Override
              public void failing(String sentence) {
                outcomes.countDown();
              }

              @Override
              public void passesAgain(String sentence) {
                outcomes.countDown();
              }
            });
    long deadline = System.nanoTime() + LONG.toNanos();
    while (!Files.exists(dir.resolve("self")) && System.nanoTime() < deadline) {
      Thread.yield();
    }
    prober.close();
    assertGone(dir.resolve("self"));
    assertThat(outcomes.getCount()).isEqualTo(1);
  }

  private static void assertGone(Path pid) throws Exception {
    ProcessHandle process =
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElse(null);
    if (process != null && process.isAlive()) {
      process.onExit().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void addressPassesWithStatusOfTheTwoHundredsAlone() throws Exception {
    assertThat(answered(exchange -> exchange.sendResponseHeaders(204, -1), LONG)).isNull();
    assertThat(answered(exchange -> exchange.sendResponseHeaders(503, -1), LONG))
        .isEqualTo("answered with status 503");
    assertThat(
            answered(
                exchange -> {
                  exchange.getResponseHeaders().set("Location", "/elsewhere");
                  exchange.sendResponseHeaders(302, -1);
                },
                LONG))
        .isEqualTo("answered with status 302");
  }

  @Test
  void addressThatDoesNotAnswerInTimeFails() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    assertThat(answered(exchange -> await(over), SHORT)).isEqualTo("did not answer within 0.3 s");
    over.countDown();
    assertThat(
            answered(
                exchange -> {
                  exchange.sendResponseHeaders(200, 0);
                  try (OutputStream body = exchange.getResponseBody()) {
                    while (true) {
                      body.write(new byte[1024]);
                    }
                  }
                },
                SHORT))
        .isEqualTo("did not answer within 0.3 s");
  }

  @Test
  void addressWhereNobodyListensFails() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThat(new HttpProbe(URI.create("http://127.0.0.1:" + port + "/"), LONG).failure())
        .startsWith("cannot be asked (");
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** What a probe says of a server that answers so. */
  private static @Nullable String answered(HttpHandler handler, Duration timeout) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            handler.handle(exchange);
          }
        });
    server.start();
    try {
      URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/health");
      return new HttpProbe(address, timeout).failure();
    } finally {
      server.stop(0);
      threads.shutdownNow();
    }
  }
}
