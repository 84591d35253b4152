package dev.linnet.daemon.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page's routes answer, over real HTTP. */
final class DashboardRoutesTest {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static RecordedNode node;

  @BeforeAll
  static void open(@TempDir Path directory) throws Exception {
    node = new RecordedNode(directory, MeshStates.rolling());
    node.store(0, 40);
  }

  @AfterAll
  static void close() throws Exception {
    node.close();
  }

  private static HttpResponse<String> send(String method, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(node.url() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static JsonObject json(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = send("GET", path);
    assertThat(answer.statusCode()).describedAs(path + ": " + answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    return JsonParser.parseString(answer.body()).getAsJsonObject();
  }

  @Test
  void theRootLeadsToThePageByARelativePath() throws Exception {
    for (String path : List.of("/", "/dashboard")) {
      HttpResponse<String> answer = send("GET", path);
      assertThat(answer.statusCode()).isEqualTo(302);
      assertThat(answer.headers().firstValue("Location")).contains("dashboard/");
    }
  }

  @Test
  void filesHaveTheirTypesAndAPolicyThatRunsNothingElse() throws Exception {
    Map<String, String> types =
        Map.of(
            "", "text/html",
            "index.html", "text/html",
            "linnet.css", "text/css",
            "main.js", "text/javascript",
            "icon.svg", "image/svg+xml");
    for (Map.Entry<String, String> entry : types.entrySet()) {
      HttpResponse<String> answer = send("GET", "/dashboard/" + entry.getKey());
      assertThat(answer.statusCode()).describedAs(entry.getKey()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .startsWith(entry.getValue());
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
    }
  }

  /** What a browser has is asked for again only if it changed. */
  @Test
  void aFileThatIsKnownIsNotSentAgain() throws Exception {
    HttpResponse<String> first = send("GET", "/dashboard/main.js");
    String tag = first.headers().firstValue("ETag").orElseThrow();
    assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");

    HttpResponse<String> again = send("GET", "/dashboard/main.js", "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.headers().firstValue("ETag")).contains(tag);
    assertThat(send("GET", "/dashboard/main.js", "If-None-Match", "W/\"other\"").statusCode())
        .isEqualTo(200);
  }

  @Test
  void headIsGetWithoutABody() throws Exception {
    for (String path : List.of("/dashboard/", "/dashboard/main.js", "/linnet/v1/members")) {
      HttpResponse<String> got = send("GET", path);
      HttpResponse<String> head = send("HEAD", path);
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      assertThat(head.headers().firstValue("Content-Type"))
          .isEqualTo(got.headers().firstValue("Content-Type"));
      assertThat(head.headers().firstValue("ETag")).isEqualTo(got.headers().firstValue("ETag"));
    }
    assertThat(send("HEAD", "/linnet/v1/stream").statusCode()).isEqualTo(200);
  }

  @Test
  void whatIsNotThereIs404AndWhatOnlyReadsRefusesMore() throws Exception {
    for (String path : List.of("/dashboard/nope.js", "/dashboard/..%2flogback.xml")) {
      assertThat(send("GET", path).statusCode()).describedAs(path).isBetween(400, 404);
    }
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH")) {
      for (String path : List.of("/dashboard/", "/linnet/v1/rollouts", "/linnet/v1/members")) {
        HttpResponse<String> answer = send(method, path);
        assertThat(answer.statusCode()).describedAs(method + " " + path).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
      }
    }
  }

  @Test
  void documentsAreThoseOfTheCommand() throws Exception {
    assertThat(json("/linnet/v1/about").get("node").getAsString()).isEqualTo("eu-central-1");
    assertThat(json("/linnet/v1/members").getAsJsonArray("members")).hasSize(20);
    JsonObject head =
        json("/linnet/v1/rollouts").getAsJsonArray("rollouts").get(0).getAsJsonObject();
    assertThat(head.get("state").getAsString()).isEqualTo("ROLLING");

    JsonObject rollout = json("/linnet/v1/rollouts/" + MeshStates.NEW.hex().substring(0, 10));
    JsonArray waves = rollout.getAsJsonArray("waves");
    JsonObject own =
        waves.get(1).getAsJsonObject().getAsJsonArray("regions").get(0).getAsJsonObject();
    assertThat(own.get("healthy").getAsInt()).isEqualTo(2);
    assertThat(own.get("promote").getAsInt()).isEqualTo(3);
    assertThat(own.get("rollback").getAsInt()).isEqualTo(2);
    assertThat(own.getAsJsonArray("ballots")).hasSize(3);
    JsonObject elsewhere =
        waves.get(1).getAsJsonObject().getAsJsonArray("regions").get(1).getAsJsonObject();
    assertThat(elsewhere.has("ballots")).isFalse();

    JsonObject why = json("/linnet/v1/rollouts/" + MeshStates.NEW.hex() + "/explain");
    assertThat(why.getAsJsonArray("reasons")).hasSize(1);
    JsonObject other =
        json("/linnet/v1/rollouts/" + MeshStates.NEW.hex() + "/explain?node=na-east-1");
    assertThat(other.get("knownFrom").getAsString()).isEqualTo("RECORD");
    assertThat(json("/linnet/v1/doctor").getAsJsonArray("checks")).isNotEmpty();
    assertThat(json("/linnet/v1/serving").getAsJsonArray("models")).isEmpty();
  }

  @Test
  void modelsTellTheirChunksAndWhatTheyShare() throws Exception {
    JsonArray models = json("/linnet/v1/models").getAsJsonArray("models");
    JsonObject seventh = models.get(0).getAsJsonObject();
    assertThat(seventh.get("version").getAsString()).isEqualTo("7");
    assertThat(seventh.get("complete").getAsBoolean()).isTrue();
    assertThat(seventh.get("chunks").getAsInt()).isEqualTo(36);
    // 32 of its 36 chunks are the sixth version's too.
    assertThat(seventh.get("sharedBytes").getAsLong() * 36)
        .isEqualTo(seventh.get("sizeBytes").getAsLong() * 32);
    JsonObject fifth = models.get(2).getAsJsonObject();
    assertThat(fifth.get("storedChunks").getAsInt()).isZero();
    assertThat(fifth.get("sharedBytes").getAsLong()).isZero();
    JsonObject whole = json("/linnet/v1/models/" + seventh.get("digest").getAsString());
    assertThat(whole.getAsJsonArray("files")).hasSize(1);
  }

  @Test
  void aRefusalIsASentenceWithTheRightStatus() throws Exception {
    HttpResponse<String> unknown = send("GET", "/linnet/v1/rollouts/beef");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("rollout 'beef': not known here");
    assertThat(send("GET", "/linnet/v1/models/zz").statusCode()).isEqualTo(404);
    assertThat(send("GET", "/linnet/v1/events?after=x").statusCode()).isEqualTo(400);
    assertThat(send("GET", "/linnet/v1/stream?after=x").statusCode()).isEqualTo(400);
  }

  /** A stranger's script in a browser on this machine reads nothing. */
  @Test
  void otherSitesAndOtherNamesAreTurnedAway() throws Exception {
    assertThat(statusFor("Host: evil.example")).isEqualTo(421);
    assertThat(statusFor("Host: 127.0.0.1.evil.example:80")).isEqualTo(421);
    for (String host : List.of("localhost:7780", "127.0.0.1", "[::1]:7780", "edge.localhost")) {
      assertThat(statusFor("Host: " + host)).describedAs(host).isEqualTo(200);
    }
    assertThat(statusFor("Host: localhost\r\nSec-Fetch-Site: cross-site")).isEqualTo(403);
    assertThat(statusFor("Host: localhost\r\nSec-Fetch-Site: same-site")).isEqualTo(403);
    assertThat(statusFor("Host: localhost\r\nSec-Fetch-Site: same-origin")).isEqualTo(200);
  }

  /** By a plain socket: Java's client does not let others name the host. */
  private static int statusFor(String headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("GET /linnet/v1/members HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Integer.parseInt(answer.split(" ", 3)[1]);
    }
  }
}
