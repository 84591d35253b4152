package dev.linnet.core.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** DSSE's own example, signed with the key of RFC 8032, section 7.1, test 1. */
class EnvelopeTest {
  private static final Ed25519 KEY =
      Ed25519.ofSeed(
          HexFormat.of()
              .parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));

  private static final Envelope HELLO =
      Envelope.sign("http://example.com/HelloWorld", Bytes.utf8("hello world"), KEY);

  @Test
  void idIsTheDigestOfTheGoldenPreAuthenticationEncoding() {
    assertThat(HELLO.id().hex())
        .isEqualTo("217751fac2c4f14edb2c9297fbc34abcb016ba88e74757e875ec4ac16fb6b6a1");
  }

  @Test
  void signatureIsTheGoldenOne() {
    assertThat(Base64.getEncoder().encodeToString(HELLO.signatures().get(0).value().toArray()))
        .isEqualTo(
            "4DHX3Zn4qpBKvEj7maE8O9u9bjXEnPLLnyXVUJ2PXJR8DSLcL3QDpFvfJOj3pB/SPHsl6Jg4boxsMb6KvuYABw==");
  }

  @Test
  void keyIdIsTheGoldenOne() {
    assertThat(KEY.publicKey().keyId())
        .isEqualTo("06e3fd8fda29bb60ab59557de61edb0aecdb231134be30e75b455f8e1b792fa9");
    assertThat(PublicKey.parse(KEY.publicKey().toBase64())).isEqualTo(KEY.publicKey());
  }

  @Test
  void oneFlippedBitAnywhereIsNoticed() {
    byte[] message = HELLO.preAuthentication();
    byte[] signature = HELLO.signatures().get(0).value().toArray();
    assertThat(Ed25519.CHECK.verify(KEY.publicKey(), message, signature)).isTrue();
    for (int i = 0; i < message.length; i++) {
      message[i] ^= 1;
      assertThat(Ed25519.CHECK.verify(KEY.publicKey(), message, signature)).isFalse();
      message[i] ^= 1;
    }
    for (int i = 0; i < signature.length; i++) {
      signature[i] ^= 1;
      assertThat(Ed25519.CHECK.verify(KEY.publicKey(), message, signature)).isFalse();
      signature[i] ^= 1;
    }
  }
}
