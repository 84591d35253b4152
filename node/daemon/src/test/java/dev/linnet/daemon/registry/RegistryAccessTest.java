package dev.linnet.daemon.registry;

import static dev.linnet.daemon.registry.LoopbackServer.answer;
import static dev.linnet.daemon.registry.LoopbackServer.redirect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.OwnersCertificate;
import dev.linnet.daemon.UserError;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.DockerRegistry;
import dev.linnet.testmesh.Ports;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins and redirects: who is told what, by registries over TLS that are right or wrong. */
@Timeout(120)
final class RegistryAccessTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String LOGIN = "Basic " + base64("ci:s3cret");
  private static final byte[] BLOB = "model".getBytes(StandardCharsets.UTF_8);

  private final Path files;
  private final OwnersCertificate owners;
  private final LoopbackServer server;
  private final LoopbackServer storage;
  private final CountDownLatch end = new CountDownLatch(1);

  RegistryAccessTest(@TempDir Path directory) throws Exception {
    files = directory;
    owners = OwnersCertificate.ofLoopback(directory, Instant.now().plus(Duration.ofDays(2)));
    server = new LoopbackServer(owners.shown());
    storage = new LoopbackServer(owners.shown());
  }

  @AfterEach
  void close() {
    end.countDown();
    server.close();
    storage.close();
  }

  @Test
  void aTokenIsGotForTheLoginAndNeitherGoesWhereTheRegistryRedirects() throws Exception {
    logIn("{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(server.host(), base64("ci:s3cret")));
    server.handles(this::givesByToken);
    storage.handles(exchange -> answer(exchange, 200, BLOB));

    RegistryModel.find(registry(LONG)).layOut(out(), more -> {});

    assertThat(out().resolve("model.onnx")).hasBinaryContent(BLOB);
    assertThat(server.asked())
        .containsExactly(
            new LoopbackServer.Asked("/v2/team/m/manifests/7", ""),
            new LoopbackServer.Asked(
                "/token?of=1&service=a+registry&scope=repository%3Ateam%2Fm%3Apull", LOGIN),
            new LoopbackServer.Asked("/v2/team/m/manifests/7", "Bearer t1"),
            new LoopbackServer.Asked("/v2/team/m/blobs/sha256:" + digest(), "Bearer t1"));
    assertThat(storage.asked()).containsExactly(new LoopbackServer.Asked("/b", ""));
  }

  @Test
  void whoHasNoLoginGetsATokenOfAPublicRegistry() throws Exception {
    server.handles(this::givesByToken);
    storage.handles(exchange -> answer(exchange, 200, BLOB));

    assertThat(RegistryModel.find(registry(LONG)).sizeBytes()).isEqualTo(BLOB.length);
    assertThat(server.asked().get(1).authorization()).isEmpty();
  }

  @Test
  void aTokenThatIsOverIsGotAnew() throws Exception {
    AtomicInteger tokens = new AtomicInteger();
    server.handles(
        exchange -> {
          if (isToken(exchange)) {
            answer(exchange, 200, "{\"access_token\":\"t" + tokens.incrementAndGet() + "\"}");
          } else if (shows(exchange, isBlob(exchange) ? "Bearer t2" : "Bearer t1")) {
            gives(exchange, () -> answer(exchange, 200, BLOB), "Bearer t1", "Bearer t2");
          } else {
            challenge(exchange, server.url() + "/token");
          }
        });

    RegistryModel.find(registry(LONG)).layOut(out(), more -> {});

    assertThat(out().resolve("model.onnx")).hasBinaryContent(BLOB);
    assertThat(tokens).hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://127.0.0.1:9/token", "https://x@127.0.0.1/token", "/token", "", "ftp://h/"})
  void aLoginGoesToNoServerOfTokensWithoutTls(String realm) throws Exception {
    logIn("{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(server.host(), base64("ci:s3cret")));
    server.handles(exchange -> challenge(exchange, realm));

    UserError error = failure(() -> RegistryModel.find(registry(LONG)));

    assertThat(error.exitCode()).isEqualTo(UserError.REFUSED);
    assertThat(error).hasMessageContaining("expected an address with https://");
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void withoutTlsALoginGoesToNoServerOfTokensButTheRegistrysOwn() throws Exception {
    try (LoopbackServer plain = new LoopbackServer()) {
      logIn("{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(plain.host(), base64("ci:s3cret")));
      String elsewhere = plain.url().replace("127.0.0.1", "localhost");
      plain.handles(exchange -> challenge(exchange, elsewhere + "/token"));
      Registry registry =
          new Registry(
              reference(plain.host()), true, Map.of("DOCKER_CONFIG", files.toString()), new Web());
      UserError error = failure(() -> RegistryModel.find(registry));

      plain.handles(
          exchange -> {
            if (isToken(exchange)) {
              answer(exchange, 200, "{\"token\":\"t1\"}");
            } else if (shows(exchange, "Bearer t1")) {
              answer(exchange, 200, manifest());
            } else {
              challenge(exchange, plain.url() + "/token");
            }
          });
      long sizeBytes = RegistryModel.find(registry).sizeBytes();

      assertThat(error).hasMessageContaining("expected an address with https://");
      assertThat(sizeBytes).isEqualTo(BLOB.length);
      assertThat(plain.asked())
          .extracting(LoopbackServer.Asked::authorization)
          .containsExactly("", "", LOGIN, "Bearer t1");
    }
  }

  @Test
  void aHelperOfLoginsIsNotRun() throws Exception {
    logIn("{\"auths\":{\"%s\":{}},\"credsStore\":\"pass\"}".formatted(server.host()));
    server.handles(
        exchange -> {
          exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"r\"");
          answer(exchange, 401, "");
        });

    UserError error = failure(() -> RegistryModel.find(registry(LONG)));

    assertThat(error.exitCode()).isEqualTo(UserError.REFUSED);
    assertThat(error)
        .hasMessageContaining("docker-credential-pass, which is not run")
        .hasMessageContaining("REGISTRY_AUTH_FILE");
  }

  @Test
  void whereARegistryRedirectsNobodysQuestionIsAnswered() throws Exception {
    logIn("{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(server.host(), base64("ci:s3cret")));
    server.handles(this::givesByToken);
    storage.handles(exchange -> challenge(exchange, storage.url() + "/token"));

    UserError error = failure(() -> RegistryModel.find(registry(LONG)).layOut(out(), more -> {}));

    assertThat(error).hasMessageContaining(storage.host() + " answered 401");
    assertThat(storage.asked()).containsExactly(new LoopbackServer.Asked("/b", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:9/b", "file:///etc/passwd", "https://u:p@127.0.0.1/b"})
  void aRedirectToWhereNothingIsFetchedIsRefused(String location) {
    server.handles(exchange -> redirect(exchange, location));

    assertThat(failure(() -> RegistryModel.find(registry(LONG))))
        .hasMessageContaining("redirects to '" + location + "', where nothing is fetched");
  }

  @Test
  void threeRedirectsAreFollowedAndNoMore() throws Exception {
    server.handles(
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          if (path.length() < "/v2/team/m/manifests/7".length() + 3) {
            redirect(exchange, path + "+");
          } else {
            gives(exchange, () -> {}, "");
          }
        });
    assertThat(RegistryModel.find(registry(LONG)).sizeBytes()).isEqualTo(BLOB.length);

    server.handles(exchange -> redirect(exchange, "/again"));
    assertThat(failure(() -> RegistryModel.find(registry(LONG))))
        .hasMessageContaining("redirects more than 3 times");
  }

  @Test
  void ofAnEndlessAnswerNoMoreIsReadThanTheManifestSays() throws Exception {
    CountDownLatch hungUp = new CountDownLatch(1);
    server.handles(
        exchange ->
            gives(
                exchange,
                () -> {
                  exchange.sendResponseHeaders(200, 0);
                  endless(exchange.getResponseBody(), hungUp);
                },
                ""));

    UserError error = failure(() -> RegistryModel.find(registry(LONG)).layOut(out(), more -> {}));

    assertThat(error).hasMessageContaining("gave other bytes");
    assertThat(out().resolve("model.onnx")).hasSize(BLOB.length);
    Await.open(hungUp);
  }

  @Test
  void anEndlessManifestIsRefused() {
    CountDownLatch hungUp = new CountDownLatch(1);
    server.handles(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          endless(exchange.getResponseBody(), hungUp);
        });

    assertThat(failure(() -> RegistryModel.find(registry(LONG))))
        .hasMessageContaining("more than 4194304 bytes");
    Await.open(hungUp);
  }

  @Test
  void aServerThatFallsSilentIsGivenUp() throws Exception {
    server.handles(
        exchange ->
            gives(
                exchange,
                () -> {
                  exchange.sendResponseHeaders(200, BLOB.length);
                  exchange.getResponseBody().write(BLOB, 0, 2);
                  exchange.getResponseBody().flush();
                  Await.open(end);
                },
                ""));
    RegistryModel found = RegistryModel.find(registry(LONG));
    UserError inTheMiddle =
        failure(() -> RegistryModel.find(registry(SHORT)).layOut(out(), more -> {}));
    server.handles(exchange -> Await.open(end));
    UserError atOnce = failure(() -> RegistryModel.find(registry(SHORT)));

    assertThat(found.sizeBytes()).isEqualTo(BLOB.length);
    for (UserError error : new UserError[] {inTheMiddle, atOnce}) {
      assertThat(error.exitCode()).isEqualTo(UserError.UNREACHABLE);
      assertThat(error).hasMessageContaining(server.host() + " does not answer in time");
    }
  }

  @Test
  void aBlobMayTakeLongerThanItMayBeSilent() throws Exception {
    Duration silence = Duration.ofSeconds(2);
    server.handles(
        exchange ->
            gives(
                exchange,
                () -> {
                  exchange.sendResponseHeaders(200, BLOB.length);
                  for (byte each : BLOB) {
                    Await.pause(silence.toMillis() / 4);
                    exchange.getResponseBody().write(each);
                    exchange.getResponseBody().flush();
                  }
                },
                ""));

    RegistryModel.find(registry(silence)).layOut(out(), more -> {});

    assertThat(out().resolve("model.onnx")).hasBinaryContent(BLOB);
  }

  @Test
  void aBlobThatIsTooShortIsSaid() {
    server.handles(exchange -> gives(exchange, () -> answer(exchange, 200, "mod"), ""));

    assertThat(failure(() -> RegistryModel.find(registry(LONG)).layOut(out(), more -> {})))
        .hasMessageContaining("gave 3 bytes of 5");
  }

  @Test
  void whatTheDiskHasNoRoomForIsNotFetched() {
    server.handles(
        exchange ->
            answer(exchange, 200, manifest().replace("\"size\":5", "\"size\":99999999999999999")));

    assertThat(failure(() -> RegistryModel.find(registry(LONG)).layOut(out(), more -> {})))
        .hasMessageContaining("99999999999999999 bytes")
        .hasMessageContaining("TMPDIR");
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void whoIsNotBelievedOrNotThereIsSaid() {
    Reference nobody = reference("127.0.0.1:" + Ports.free());

    UserError stranger =
        failure(() -> RegistryModel.find(new Registry(reference(server.host()), false, Map.of())));
    UserError absent = failure(() -> RegistryModel.find(new Registry(nobody, false, Map.of())));

    assertThat(stranger.exitCode()).isEqualTo(UserError.REFUSED);
    assertThat(stranger).hasMessageContaining("is not believed");
    assertThat(absent.exitCode()).isEqualTo(UserError.UNREACHABLE);
    assertThat(absent).hasMessageContaining("nobody answers at " + nobody.host());
    assertThat(server.asked()).isEmpty();
  }

  private interface Giving {
    void give() throws IOException;
  }

  /** Wants a token for all, which it gives to anybody, and redirects to the storage for blobs. */
  private void givesByToken(HttpExchange exchange) throws IOException {
    if (isToken(exchange)) {
      answer(exchange, 200, "{\"token\":\"t1\"}");
    } else if (shows(exchange, "Bearer t1")) {
      gives(exchange, () -> redirect(exchange, storage.url() + "/b"), "Bearer t1");
    } else {
      challenge(exchange, server.url() + "/token?of=1");
    }
  }

  /** Gives the manifest, or else does what is said, to who shows one of these. */
  private void gives(HttpExchange exchange, Giving blob, String... shown) throws IOException {
    if (Stream.of(shown).noneMatch(each -> shows(exchange, each))) {
      answer(exchange, 403, "");
    } else if (isBlob(exchange)) {
      blob.give();
    } else {
      answer(exchange, 200, manifest());
    }
  }

  private static void challenge(HttpExchange exchange, String realm) throws IOException {
    exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"models\"");
    exchange
        .getResponseHeaders()
        .add(
            "WWW-Authenticate",
            "Bearer realm=\"%s\",service=\"a registry\",scope=\"repository:team/m:pull\""
                .formatted(realm));
    answer(exchange, 401, "");
  }

  private static boolean shows(HttpExchange exchange, String authorization) {
    String shown = exchange.getRequestHeaders().getFirst("Authorization");
    return authorization.equals(shown == null ? "" : shown);
  }

  private static boolean isToken(HttpExchange exchange) {
    return exchange.getRequestURI().getPath().equals("/token");
  }

  private static boolean isBlob(HttpExchange exchange) {
    return exchange.getRequestURI().getPath().contains("/blobs/");
  }

  private static void endless(OutputStream out, CountDownLatch hungUp) {
    byte[] bytes = new byte[1 << 16];
    try {
      while (true) {
        out.write(bytes);
      }
    } catch (IOException e) {
      hungUp.countDown();
    }
  }

  private static String manifest() {
    return "{\"layers\":[%s]}"
        .formatted(
            DockerRegistry.layer(
                "application/octet-stream", BLOB, "org.cncf.model.filepath", "model.onnx"));
  }

  private static String digest() {
    return Digest.of(BLOB).hex();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private void logIn(String config) throws IOException {
    Files.writeString(files.resolve("config.json"), config);
  }

  private Path out() throws IOException {
    return Files.createDirectories(files.resolve("out"));
  }

  private static Reference reference(String host) {
    return Reference.parse("oci://" + host + "/team/m:7");
  }

  private Registry registry(Duration silence) throws Exception {
    return new Registry(
        reference(server.host()),
        false,
        Map.of("DOCKER_CONFIG", files.toString()),
        new Web(owners.believed(), silence));
  }

  private static UserError failure(ThrowingCallable call) {
    UserError error = catchThrowableOfType(UserError.class, call);
    assertThat(error).isNotNull();
    assertThat(error.getMessage()).doesNotContain("\n");
    return error;
  }
}
