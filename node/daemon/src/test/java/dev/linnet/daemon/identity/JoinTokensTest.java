package dev.linnet.daemon.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Bytes;
import dev.linnet.daemon.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a token is good for, and how often. */
final class JoinTokensTest {
  private static final RegionName EU = new RegionName("eu");

  private final Instant now = Instant.now();
  private final Instant expires = now.plus(Duration.ofHours(1));
  private final Path temp;
  private final Path mesh;
  private final JoinTokens tokens;

  JoinTokensTest(@TempDir Path temp) {
    this.temp = temp;
    this.mesh = temp.resolve("mesh");
    MeshAuthority.init(mesh, "birds", Clock.systemUTC());
    this.tokens = new JoinTokens(mesh);
  }

  @Test
  void isGoodForOneKeyWhichIsAnsweredAgain() throws Exception {
    TokenFiles.Made made = tokens.create(EU, null, expires, now);
    SigningRequest first = request("first", "eu", "eu-7");
    assertThat(admit(made, first).certificate().getPublicKey()).isEqualTo(first.tlsKey());
    assertThat(admit(made, first).certificate().getPublicKey()).isEqualTo(first.tlsKey());

    assertRefused(made, request("second", "eu", "eu-8"), "the token was used by node eu-7");
    assertRefused(made, request("third", "eu", "eu-7"), "the token was used by node eu-7");
    assertThat(mesh.resolve("nodes/eu-8")).doesNotExist();
    assertThat(tokens.all())
        .singleElement()
        .satisfies(token -> assertThat(token.usedBy()).isEqualTo(new NodeName("eu-7")));
  }

  @Test
  void isUsedOnTheDiskBeforeAnythingIsGiven() throws Exception {
    TokenFiles.Made made = tokens.create(EU, null, expires, now);
    SigningRequest first = request("first", "eu", "eu-7");
    Path nodes = mesh.resolve("nodes");
    Files.delete(nodes);
    Files.writeString(nodes, "no directory");
    assertThatThrownBy(() -> admit(made, first)).isInstanceOf(UserError.class);
    Files.delete(nodes);

    JoinTokens afterRestart = new JoinTokens(mesh);
    assertThatThrownBy(
            () ->
                afterRestart.admit(
                    made.id(), made.secret().toArray(), request("other", "eu", "eu-8"), now))
        .hasMessage("the token was used by node eu-7");
    assertThat(afterRestart.admit(made.id(), made.secret().toArray(), first, now).certificate())
        .isNotNull();
  }

  @Test
  void expires() throws Exception {
    TokenFiles.Made made = tokens.create(EU, null, expires, now);
    SigningRequest request = request("late", "eu", "eu-7");
    assertThatThrownBy(() -> tokens.admit(made.id(), made.secret().toArray(), request, expires))
        .isInstanceOf(JoinTokens.Refused.class)
        .hasMessage("the token expired at " + expires);
    assertThat(tokens.admit(made.id(), made.secret().toArray(), request, expires.minusMillis(1)))
        .isNotNull();
  }

  @Test
  void isGoodForItsRegionAndItsNameAlone() throws Exception {
    TokenFiles.Made named = tokens.create(EU, new NodeName("eu-7"), expires, now);
    assertRefused(named, request("far", "na", "eu-7"), "the token is good for region eu alone");
    assertRefused(named, request("other", "eu", "eu-8"), "the token is good for node eu-7 alone");
    assertThat(admit(named, request("right", "eu", "eu-7"))).isNotNull();
  }

  @Test
  void wrongIdAndWrongSecretAreRefusedInTheSameWords() {
    TokenFiles.Made made = tokens.create(EU, null, expires, now);
    SigningRequest request = request("guess", "eu", "eu-7");
    byte[] wrong = made.secret().toArray();
    wrong[31] ^= 1;
    for (byte[] secret : new byte[][] {wrong, new byte[0], new byte[32]}) {
      assertUnknown(made.id(), secret, request);
    }
    for (String id : new String[] {"0000000000000000", "", "../../root", made.id() + "0"}) {
      assertUnknown(id, made.secret().toArray(), request);
    }
    assertThat(mesh.resolve("nodes/eu-7")).doesNotExist();
  }

  private void assertUnknown(String id, byte[] secret, SigningRequest request) {
    assertThatThrownBy(() -> tokens.admit(id, secret, request, now))
        .isInstanceOfSatisfying(
            JoinTokens.Refused.class, refused -> assertThat(refused.isUnknown()).isTrue())
        .hasMessage("there is no such token");
  }

  @Test
  void staysGoodIfTheNameCannotBeHad() throws Exception {
    MeshAuthority.enroll(mesh, new NodeName("eu-7"), EU, EnrolOptions.DEFAULT, Clock.systemUTC());
    TokenFiles.Made made = tokens.create(EU, null, expires, now);
    assertThatThrownBy(() -> admit(made, request("taken", "eu", "eu-7")))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("node eu-7: already enrolled with another fact key");
    assertThat(admit(made, request("free", "eu", "eu-8"))).isNotNull();
  }

  @Test
  void secretIsKeptNowhereAndTheRecordIsTheOwnersAlone() throws Exception {
    TokenFiles.Made made = tokens.create(EU, null, expires, now);
    Path record = mesh.resolve("tokens/" + made.id() + ".json");
    byte[] secret = made.secret().toArray();
    assertThat(Files.readString(record))
        .doesNotContain(
            HexFormat.of().formatHex(secret),
            Base64.getEncoder().withoutPadding().encodeToString(secret),
            Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(record)))
        .isEqualTo("rw-------");
  }

  @Test
  void isTakenBackAndForgottenAMonthAfterItsEnd() {
    TokenFiles.Made one = tokens.create(EU, null, expires, now);
    TokenFiles.Made two = tokens.create(EU, null, expires, now);
    assertThat(tokens.remove(one.id())).isTrue();
    assertThat(tokens.remove(one.id())).isFalse();
    assertThat(tokens.remove("../root")).isFalse();
    assertRefused(one, request("one", "eu", "eu-7"), "there is no such token");

    Instant month = expires.plus(Duration.ofDays(30));
    tokens.create(EU, null, month.plusSeconds(9), month);
    assertThat(tokens.all()).hasSize(2);
    tokens.create(EU, null, month.plusSeconds(9), month.plusSeconds(1));
    assertThat(tokens.all()).hasSize(2).noneMatch(token -> token.id().equals(two.id()));
  }

  @Test
  void oneProcessHonoursThem() throws Exception {
    try (AutoCloseable held = tokens.lock()) {
      assertThat(held).isNotNull();
      assertThatThrownBy(() -> new JoinTokens(mesh).lock())
          .isInstanceOf(UserError.class)
          .hasMessageContaining("another `linnet mesh serve-join` honours these tokens");
    }
    new JoinTokens(mesh).lock().close();
  }

  private Grant admit(TokenFiles.Made made, SigningRequest request) throws Exception {
    Bytes secret = made.secret();
    return tokens.admit(made.id(), secret.toArray(), request, now);
  }

  private void assertRefused(TokenFiles.Made made, SigningRequest request, String why) {
    assertThatThrownBy(() -> admit(made, request))
        .isInstanceOf(JoinTokens.Refused.class)
        .hasMessage(why);
  }

  private SigningRequest request(String directory, String region, String node) {
    return SigningRequest.load(
        OwnIdentity.request(
            temp.resolve(directory),
            new SpiffeId("birds", new RegionName(region), new NodeName(node)),
            EnrolOptions.DEFAULT));
  }
}
