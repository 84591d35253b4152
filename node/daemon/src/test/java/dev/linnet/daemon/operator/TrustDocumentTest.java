package dev.linnet.daemon.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.linnet.daemon.identity.EnvelopeFile;
import org.junit.jupiter.api.Test;

final class TrustDocumentTest {
  @Test
  void showsWhatTheNewestRootSaysAndWhoIsRevoked() {
    JsonObject shown = TrustDocument.of(TestRoots.CHAIN);
    assertThat(shown.get("version").getAsInt()).isEqualTo(2);
    assertThat(shown.get("id").getAsString()).isEqualTo(TestRoots.SECOND.id().hex());
    assertThat(shown.get("forked").getAsBoolean()).isFalse();
    assertThat(shown.get("revokedNodes")).hasToString("[\"eu-1\"]");
    assertThat(shown.getAsJsonArray("revokedKeys"))
        .singleElement()
        .hasToString("{\"name\":\"bob\",\"keyId\":\"" + TestRoots.BOB.publicKey().keyId() + "\"}");
    assertThat(shown.getAsJsonArray("roles").get(0))
        .hasToString(
            "{\"role\":\"ROOT\",\"threshold\":1,\"keys\":[{\"name\":\"alice\",\"keyId\":\""
                + TestRoots.ALICE.publicKey().keyId()
                + "\"}]}");
  }

  @Test
  void chainHoldsTheSignedRootsThemselves() {
    JsonObject shown = TrustDocument.of(TestRoots.CHAIN);
    assertThat(shown.getAsJsonArray("chain"))
        .extracting(link -> EnvelopeFile.parse(link.getAsJsonObject().get("envelope").toString()))
        .containsExactlyElementsOf(TestRoots.CHAIN);
  }

  @Test
  void forkIsShownWithAllThatEitherSideRevoked() {
    JsonObject shown = TrustDocument.of(TestRoots.FORK);
    assertThat(shown.get("forked").getAsBoolean()).isTrue();
    assertThat(shown.get("revokedNodes")).hasToString("[\"eu-1\"]");
    assertThat(shown.getAsJsonArray("chain")).hasSize(3);
  }
}
