package dev.linnet.daemon.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.linnet.core.Notice;
import dev.linnet.core.trust.Bytes;
import dev.linnet.daemon.events.EventLog;
import dev.linnet.testmesh.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A receiver that is down for a while, one that refuses, and one that hangs. */
final class WebhooksTest {
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(1);
  private static final byte[] SECRET = "a secret of two programs".getBytes(StandardCharsets.UTF_8);
  private static final String NODE = "spiffe://birds/region/eu/node/eu-1";

  private record Posted(String contentType, String id, String time, String signature, String body) {
    JsonObject json() {
      return JsonParser.parseString(body).getAsJsonObject();
    }
  }

  private final EventLog events;
  private final HttpServer server;
  private final List<Posted> posted = new CopyOnWriteArrayList<>();
  private final Deque<Integer> answers = new ConcurrentLinkedDeque<>();
  private final CountDownLatch open = new CountDownLatch(1);

  WebhooksTest(@TempDir Path data) throws IOException {
    events = new EventLog(data, NOON);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/hook", this::take);
    server.start();
  }

  @AfterEach
  void close() {
    open.countDown();
    server.stop(0);
  }

  @Test
  void aVerdictIsPostedAgainUntilItIsTaken() {
    open.countDown();
    answers.addAll(List.of(503, 429, 204));
    try (Webhooks hooks = hooks(Bytes.copyOf(SECRET))) {
      events.append(new Notice(Notice.Severity.INFO, "ROLLOUT_OPENED", "not asked for", Map.of()));
      events.append(verdict("eu"));
      Await.until("three attempts", PATIENCE, () -> posted.size() == 3);
    }

    Posted last = posted.get(2);
    assertThat(posted).extracting(Posted::id).containsOnly(last.id());
    assertThat(last.contentType()).isEqualTo("application/cloudevents+json");
    JsonObject event = last.json();
    assertThat(event.get("specversion").getAsString()).isEqualTo("1.0");
    assertThat(event.get("id").getAsString()).isEqualTo(last.id());
    assertThat(event.get("source").getAsString()).isEqualTo(NODE);
    assertThat(event.get("type").getAsString()).isEqualTo("dev.linnet.verdict");
    assertThat(event.get("subject").getAsString()).isEqualTo("aa");
    assertThat(event.get("time").getAsString()).isEqualTo("2026-11-24T12:00:00Z");
    assertThat(event.getAsJsonObject("data").get("sentence").getAsString())
        .isEqualTo("region eu: PROMOTED");
    assertThat(last.time()).isEqualTo(Long.toString(NOON.instant().getEpochSecond()));
    assertThat(last.signature())
        .isEqualTo(
            Signature.of(
                SECRET,
                last.id(),
                NOON.instant().getEpochSecond(),
                last.body().getBytes(StandardCharsets.UTF_8)));
  }

  /** The example of the Standard Webhooks libraries. */
  @Test
  void signsAsReceiversExpect() {
    assertThat(
            Signature.of(
                Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1_614_265_330,
                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void whatIsRefusedIsGivenUpAndTheNextIsTold() {
    open.countDown();
    answers.addAll(List.of(410, 200));
    try (Webhooks hooks = hooks(null)) {
      events.append(verdict("eu"));
      events.append(verdict("na"));
      Await.until("both were told once", PATIENCE, () -> posted.size() == 2);
    }

    assertThat(posted)
        .extracting(it -> it.json().getAsJsonObject("data").get("sentence").getAsString())
        .containsExactly("region eu: PROMOTED", "region na: PROMOTED");
    assertThat(posted).extracting(Posted::signature).containsOnly("none");
  }

  @Test
  @Timeout(60)
  void aReceiverThatHangsKeepsNobodyWaiting() {
    try (Webhooks hooks = hooks(null)) {
      for (int i = 0; i < 600; i++) {
        events.append(verdict("eu"));
      }
      assertThat(events.about("aa")).hasSize(600);
      open.countDown();
      Await.until("those that waited are told", PATIENCE, () -> posted.size() >= 256);
    }
    assertThat(posted).hasSizeLessThan(300);
  }

  private Webhooks hooks(@Nullable Bytes secret) {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    return new Webhooks(
        List.of(new WebhookConfig(url, secret, Set.of("VERDICT"))), events, NODE, NOON, PAUSE);
  }

  private void take(HttpExchange exchange) throws IOException {
    try {
      open.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    posted.add(
        new Posted(
            header(exchange, "Content-Type"),
            header(exchange, "webhook-id"),
            header(exchange, "webhook-timestamp"),
            header(exchange, "webhook-signature"),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
    Integer status = answers.poll();
    exchange.sendResponseHeaders(status == null ? 200 : status, -1);
    exchange.close();
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "none" : value;
  }

  private static Notice verdict(String region) {
    return new Notice(
        Notice.Severity.INFO,
        "VERDICT",
        "region " + region + ": PROMOTED",
        Map.of("rollout", "aa", "region", region));
  }
}
