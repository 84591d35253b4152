package dev.linnet.daemon.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a browser would send for a page of somewhere else. */
final class KnownHostsTest {
  private final Javalin server =
      Javalin.create(
              config -> {
                config.startup.showJavalinBanner = false;
                config.routes.before(
                    new KnownHosts(Set.of("Edge-7.example", "[2001:db8::7]"))::require);
                config.routes.get("/answer", context -> context.result("told"));
              })
          .start("127.0.0.1", 0);

  @AfterEach
  void stop() {
    server.stop();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:7780,,200",
    "localhost,,200",
    "LOCALHOST:7780,,200",
    "[::1]:7780,,200",
    "127.0.0.1,http://localhost:3000,200",
    "evil.example:7780,,403",
    "127.0.0.1.evil.example,,403",
    "localhost.evil.example,,403",
    "evil.example:7780,http://evil.example:7780,403",
    "127.0.0.1:7780,https://evil.example,403",
    "127.0.0.1:7780,null,403",
    "192.168.1.7:7780,,403",
    "127.0.0.1:7780,http://127.0.0.1@evil.example,403",
    "edge-7.EXAMPLE:7780,https://edge-7.example:7780,200",
    "[2001:db8::7]:7780,,200",
    "edge-7.example.evil.example,,403",
    "x.edge-7.example,,403",
    "edge-7.example,https://edge-8.example,403",
  })
  void pagesOfOtherHostsAreRefused(String host, String origin, int status) throws IOException {
    String answer = ask(host, origin);
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    assertThat(answer.contains("told")).isEqualTo(status == 200);
    assertThat(answer.contains("is not this node")).isEqualTo(status == 403);
  }

  private String ask(String host, String origin) throws IOException {
    String request =
        "GET /answer HTTP/1.1\r\nHost: "
            + host
            + (origin == null ? "" : "\r\nOrigin: " + origin)
            + "\r\nConnection: close\r\n\r\n";
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
