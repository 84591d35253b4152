package dev.linnet.daemon.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tokens are good, from when and until when, on virtual time and a real directory. */
final class BearersTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final int GUESSES = 10;

  private final AtomicLong nanos = new AtomicLong();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Path directory;
  private final ApiTokens tokens;
  private final Bearers bearers;

  BearersTest(@TempDir Path home) {
    directory = ApiTokens.of(home);
    tokens = new ApiTokens(directory);
    bearers = at(NOW);
  }

  private Bearers at(Instant time) {
    return new Bearers(tokens, meters, Clock.fixed(time, ZoneOffset.UTC), nanos::get);
  }

  private BearerToken token(Role role) {
    return tokens.create(role, "bob", NOW.plus(Duration.ofDays(30)), NOW);
  }

  private Refused refused(Bearers by, String header, Need need) {
    Refused refused = catchThrowableOfType(Refused.class, () -> by.require(header, HERE, need));
    assertThat(refused).describedAs("nobody was refused").isNotNull();
    return refused;
  }

  @Test
  void fileHoldsNoSecretAndIsItsOwnersAlone() throws Exception {
    BearerToken token = token(Role.VIEW);
    String secret = token.text().substring(token.text().lastIndexOf('.') + 1);
    try (Stream<Path> files = Files.list(directory)) {
      Path file = files.findFirst().orElseThrow();
      assertThat(Files.readString(file)).contains("\"view\"", "bob").doesNotContain(secret);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
    assertThat(bearers.require(token.header(), HERE, Need.VIEW).name()).isEqualTo("bob");
    assertThat(token.toString()).doesNotContain(secret);
  }

  /** The id is right and the secret another token's, or one letter of it is. */
  @Test
  void anotherSecretIsNone() {
    BearerToken one = token(Role.CONTROL);
    BearerToken two = token(Role.CONTROL);
    Refused refused = refused(bearers, new BearerToken(one.id(), two.secret()).header(), Need.VIEW);
    assertThat(refused.http()).isEqualTo(401);
    String text = one.header();
    char other = text.charAt(text.length() - 5) == 'x' ? 'y' : 'x';
    String changed =
        text.substring(0, text.length() - 5) + other + text.substring(text.length() - 4);
    assertThat(refused(bearers, changed, Need.VIEW).http()).isEqualTo(401);
  }

  @Test
  void roleThatIsTooSmallIsSaid() throws Exception {
    BearerToken infer = token(Role.INFER);
    bearers.require(infer.header(), HERE, Need.ANY);
    Refused refused = refused(bearers, infer.header(), Need.VIEW);
    assertThat(refused.http()).isEqualTo(403);
    assertThat(refused.sentence())
        .isEqualTo("the token has role infer, and this takes view or control");
    assertThat(refused(bearers, token(Role.VIEW).header(), Need.CONTROL).http()).isEqualTo(403);
  }

  @Test
  void tokenEndsWithItsTime() {
    BearerToken token = token(Role.VIEW);
    Refused refused = refused(at(NOW.plus(Duration.ofDays(30))), token.header(), Need.VIEW);
    assertThat(refused.http()).isEqualTo(401);
    assertThat(refused.sentence()).contains("expired at 2026-12-28T12:00:00Z");
  }

  @Test
  void tokenThatWasTakenBackIsGoodForASecondAtMost() throws Exception {
    BearerToken token = token(Role.VIEW);
    bearers.require(token.header(), HERE, Need.VIEW);
    assertThat(tokens.remove(token.id())).isTrue();
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(refused(bearers, token.header(), Need.VIEW).http()).isEqualTo(401);
    Refused still =
        catchThrowableOfType(Refused.class, () -> bearers.requireStill(token.id(), Need.VIEW));
    assertThat(still.http()).isEqualTo(401);
  }

  @Test
  void whoGuessesIsLookedAtNoMoreForAMinute() throws Exception {
    BearerToken known = token(Role.VIEW);
    bearers.require(known.header(), HERE, Need.VIEW);
    for (int i = 0; i < GUESSES; i++) {
      assertThat(refused(bearers, "Bearer guess" + i, Need.VIEW).http()).isEqualTo(401);
    }
    BearerToken unknown = token(Role.VIEW);
    assertThat(refused(bearers, unknown.header(), Need.VIEW).http()).isEqualTo(429);
    bearers.require(known.header(), HERE, Need.VIEW);
    nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
    bearers.require(unknown.header(), HERE, Need.VIEW);
    assertThat(counted("wrong_token")).isEqualTo(GUESSES);
    assertThat(counted("too_many")).isEqualTo(1);
  }

  private double counted(String reason) {
    return meters.get("linnet.api.refusals").tag("reason", reason).counter().count();
  }

  /** Whoever can write it could give themselves a role. */
  @Test
  void fileThatOthersCanChangeLetsNobodyIn() throws IOException {
    BearerToken token = token(Role.VIEW);
    Files.setPosixFilePermissions(
        directory.resolve(token.id() + ".json"), PosixFilePermissions.fromString("rw-rw----"));
    assertThat(refused(bearers, token.header(), Need.VIEW).http()).isEqualTo(401);
  }

  @Test
  void cookieEndsWithItsTimeAndIsNoToken() {
    Sessions sessions = new Sessions(Clock.fixed(NOW, ZoneOffset.UTC));
    String cookie = sessions.open("0123456789abcdef");
    assertThat(sessions.find(cookie)).isPresent();
    assertThat(sessions.find(cookie + "x")).isEmpty();
    assertThat(refused(bearers, "Bearer " + cookie, Need.VIEW).http()).isEqualTo(401);
    sessions.close(cookie);
    assertThat(sessions.find(cookie)).isEmpty();
  }
}
