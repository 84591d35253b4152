package dev.linnet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.linnet.daemon.access.BearerToken;
import dev.linnet.daemon.access.Role;
import dev.linnet.proto.v1.GetMembersRequest;
import dev.linnet.proto.v1.JsonDocument;
import dev.linnet.proto.v1.ListEventsRequest;
import dev.linnet.proto.v1.OperatorGrpc;
import dev.linnet.testmesh.Await;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS, tokens that come and go, and browsers, at both ports of one node. */
final class ApiAccessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String MEMBERS = "/linnet/v1/members";

  private final Path directory;
  private OwnersCertificate owners;
  private GuardedNode node;
  private Callers callers;

  ApiAccessTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void open() throws Exception {
    owners = OwnersCertificate.ofLoopback(directory, Instant.now().plus(Duration.ofDays(1)));
    node = GuardedNode.guarded(directory, owners);
    callers = new Callers(node, owners);
  }

  @AfterEach
  void close() throws Exception {
    callers.close();
    node.close();
  }

  private int status(String method, String path, String authorization) throws Exception {
    return callers.http(method, path, authorization).statusCode();
  }

  private OperatorGrpc.OperatorStub operator(BearerToken token) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), token.header());
    return OperatorGrpc.newStub(callers.channel())
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  @Test
  void nothingIsAnsweredInPlain() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", node.httpPort)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket
          .getOutputStream()
          .write(
              "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(readAll(socket)).doesNotContain("HTTP/1.1 200");
    }
    ManagedChannel plain =
        NettyChannelBuilder.forAddress("127.0.0.1", node.grpcPort).usePlaintext().build();
    try {
      Status status =
          catchThrowableOfType(
                  StatusRuntimeException.class,
                  () ->
                      OperatorGrpc.newBlockingStub(plain)
                          .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                          .getMembers(GetMembersRequest.getDefaultInstance()))
              .getStatus();
      assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    } finally {
      plain.shutdownNow();
    }
  }

  private static String readAll(Socket socket) {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void refusalSaysWhatIsAskedForAndIsCounted() throws Exception {
    HttpResponse<String> none = callers.http("GET", MEMBERS, "");
    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(none.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"linnet\"");
    assertThat(none.body()).contains("send the header Authorization: Bearer TOKEN");
    assertThat(status("GET", MEMBERS, "Basic YTpi")).isEqualTo(401);
    assertThat(node.scrape())
        .contains("linnet_api_refusals_total{reason=\"no_token\"} 1.0")
        .contains("linnet_api_refusals_total{reason=\"wrong_token\"} 1.0");
  }

  /** Neither calls nor streams outlive it. */
  @Test
  void tokenIsGoodFromWhenItIsMadeUntilItIsTakenBack() throws Exception {
    BearerToken token = node.token(Role.VIEW);
    assertThat(status("GET", MEMBERS, token.header())).isEqualTo(200);
    CompletableFuture<Status> followed = follow(token);
    CompletableFuture<HttpResponse<String>> page =
        callers
            .http()
            .sendAsync(
                callers
                    .request("GET", "/linnet/v1/stream")
                    .header("Authorization", token.header())
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    node.takeBack(token);
    Await.until(
        "both streams end",
        PATIENCE,
        () -> {
          node.happens();
          return followed.isDone() && page.isDone();
        });
    assertThat(followed.get().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(page.get().statusCode()).isIn(200, 401);
    assertThat(status("GET", MEMBERS, token.header())).isEqualTo(401);
  }

  private CompletableFuture<Status> follow(BearerToken token) throws Exception {
    CompletableFuture<Status> ended = new CompletableFuture<>();
    CompletableFuture<JsonDocument> first = new CompletableFuture<>();
    operator(token)
        .listEvents(
            ListEventsRequest.newBuilder().setFollow(true).build(),
            new StreamObserver<>() {
              @Override
              public void onNext(JsonDocument document) {
                first.complete(document);
              }

              @Override
              public void onError(Throwable failure) {
                ended.complete(Status.fromThrowable(failure));
              }

              @Override
              public void onCompleted() {
                ended.complete(Status.OK);
              }
            });
    node.happens();
    first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    return ended;
  }

  @Test
  void browserLooksByACookieThatDoesNothingElse() throws Exception {
    BearerToken token = node.token(Role.CONTROL);
    assertThat(status("POST", "/linnet/v1/session", node.token(Role.INFER).header()))
        .isEqualTo(403);
    HttpResponse<String> signedIn = callers.http("POST", "/linnet/v1/session", token.header());
    assertThat(signedIn.statusCode()).isEqualTo(204);
    String set = signedIn.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(set)
        .startsWith("__Host-linnet=")
        .contains("HttpOnly", "Secure", "SameSite=Strict", "Path=/", "Max-Age=28800")
        .doesNotContain(token.text().substring(30));
    String cookie = set.substring(0, set.indexOf(';'));
    assertThat(withCookie("GET", MEMBERS, cookie)).isEqualTo(200);
    assertThat(withCookie("HEAD", "/linnet/v1/stream", cookie)).isEqualTo(200);
    assertThat(withCookie("POST", "/v2/models/m/infer", cookie)).isEqualTo(401);
    assertThat(withCookie("POST", "/linnet/v1/feedback", cookie)).isEqualTo(401);
    assertThat(withCookie("GET", MEMBERS, cookie + "x")).isEqualTo(401);
    assertThat(withCookie("DELETE", "/linnet/v1/session", cookie)).isEqualTo(204);
    assertThat(withCookie("GET", MEMBERS, cookie)).isEqualTo(401);
  }

  private int withCookie(String method, String path, String cookie) throws Exception {
    HttpRequest request = callers.request(method, path).header("Cookie", cookie).build();
    return callers.http().send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  @Test
  void cookieEndsWithItsToken() throws Exception {
    BearerToken token = node.token(Role.VIEW);
    String set =
        callers
            .http("POST", "/linnet/v1/session", token.header())
            .headers()
            .firstValue("Set-Cookie")
            .orElseThrow();
    String cookie = set.substring(0, set.indexOf(';'));
    assertThat(withCookie("GET", MEMBERS, cookie)).isEqualTo(200);
    node.takeBack(token);
    Await.until(
        "the cookie is refused",
        PATIENCE,
        () -> {
          try {
            return withCookie("GET", MEMBERS, cookie) == 401;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  /** Ports and their open connections stay; what does not fit is not shown. */
  @Test
  void renewedCertificateIsShownFromTheNextHandshakeOn() throws Exception {
    OwnersCertificate renewed =
        OwnersCertificate.ofLoopback(directory, Instant.now().plus(Duration.ofDays(2)));
    node.look();
    // Each asks on a connection of its own, and so believes the new certificate alone.
    assertThat(shownAt(renewed, node.httpPort)).isEqualTo(renewed.certificate().getSerialNumber());
    assertThat(shownAt(renewed, node.grpcPort)).isEqualTo(renewed.certificate().getSerialNumber());
    OwnersCertificate.ofLoopback(directory, Instant.now().minus(Duration.ofDays(1)));
    node.look();
    assertThat(shownAt(renewed, node.httpPort)).isEqualTo(renewed.certificate().getSerialNumber());
    OwnersCertificate.writePrivate(renewed.key(), "rubbish");
    Files.writeString(renewed.file(), "rubbish");
    node.look();
    assertThat(shownAt(renewed, node.httpPort)).isEqualTo(renewed.certificate().getSerialNumber());
  }

  private BigInteger shownAt(OwnersCertificate believed, int port) throws Exception {
    return Callers.shown(believed, port).getSerialNumber();
  }
}
