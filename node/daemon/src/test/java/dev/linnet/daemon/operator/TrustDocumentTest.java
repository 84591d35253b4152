package dev.linnet.daemon.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.core.trust.TrustRoot.NamedKey;
import dev.linnet.core.trust.TrustRoot.Role;
import dev.linnet.core.trust.TrustRoot.RoleName;
import dev.linnet.daemon.identity.EnvelopeFile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Alice and bob may do everything, either alone; then bob and eu-1 are revoked. */
final class TrustDocumentTest {
  private static final Ed25519 ALICE = Ed25519.ofSeed(TestView.digest("alice").raw());
  private static final Ed25519 BOB = Ed25519.ofSeed(TestView.digest("bob").raw());
  private static final Role EITHER = Role.of(1, List.of(ALICE.publicKey(), BOB.publicKey()));
  private static final TrustRoot FIRST =
      TrustRoot.first(
          "birds",
          Instant.parse("2036-01-01T00:00:00Z"),
          Map.of(
              ALICE.publicKey().keyId(), new NamedKey("alice", ALICE.publicKey()),
              BOB.publicKey().keyId(), new NamedKey("bob", BOB.publicKey())),
          Map.of(
              RoleName.ROOT, EITHER,
              RoleName.ENROLL, EITHER,
              RoleName.ANNOUNCE, EITHER,
              RoleName.CONTROL, EITHER));
  private static final TrustRoot SECOND =
      FIRST.revoking(List.of(new NodeName("eu-1")), List.of(BOB.publicKey().keyId()));
  private static final TrustRoot BESIDE = FIRST.raisingEpoch();

  private static Envelope signed(TrustRoot root) {
    return Envelope.sign(TrustRoot.PAYLOAD_TYPE, root.toPayload(), ALICE);
  }

  @Test
  void showsWhatTheNewestRootSaysAndWhoIsRevoked() {
    JsonObject shown = TrustDocument.of(List.of(signed(FIRST), signed(SECOND)));
    assertThat(shown.get("version").getAsInt()).isEqualTo(2);
    assertThat(shown.get("id").getAsString()).isEqualTo(SECOND.id().hex());
    assertThat(shown.get("forked").getAsBoolean()).isFalse();
    assertThat(shown.get("revokedNodes")).hasToString("[\"eu-1\"]");
    assertThat(shown.getAsJsonArray("revokedKeys"))
        .singleElement()
        .hasToString("{\"name\":\"bob\",\"keyId\":\"" + BOB.publicKey().keyId() + "\"}");
    assertThat(shown.getAsJsonArray("roles").get(0))
        .hasToString(
            "{\"role\":\"ROOT\",\"threshold\":1,\"keys\":[{\"name\":\"alice\",\"keyId\":\""
                + ALICE.publicKey().keyId()
                + "\"}]}");
  }

  @Test
  void chainHoldsTheSignedRootsThemselves() {
    JsonObject shown = TrustDocument.of(List.of(signed(FIRST), signed(SECOND)));
    assertThat(shown.getAsJsonArray("chain"))
        .extracting(link -> EnvelopeFile.parse(link.getAsJsonObject().get("envelope").toString()))
        .containsExactly(signed(FIRST), signed(SECOND));
  }

  @Test
  void forkIsShownWithAllThatEitherSideRevoked() {
    JsonObject shown = TrustDocument.of(List.of(signed(FIRST), signed(SECOND), signed(BESIDE)));
    assertThat(shown.get("forked").getAsBoolean()).isTrue();
    assertThat(shown.get("revokedNodes")).hasToString("[\"eu-1\"]");
    assertThat(shown.getAsJsonArray("chain")).hasSize(3);
  }
}
