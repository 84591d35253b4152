package dev.linnet.simulator;

import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.PublicKey;
import dev.linnet.core.trust.SignatureCheck;
import dev.linnet.core.trust.Signer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A key whose signatures cost one hash instead of an elliptic curve. Anyone could forge them; in a
 * simulation nobody does who was not told to.
 */
record SimulatedKey(String name, PublicKey publicKey) implements Signer {
  static final SignatureCheck CHECK =
      (key, message, signature) -> Arrays.equals(signature, signature(key, message));

  static SimulatedKey of(String name) {
    byte[] raw = Digest.of(name.getBytes(StandardCharsets.UTF_8)).raw();
    return new SimulatedKey(name, new PublicKey(Bytes.copyOf(raw)));
  }

  @Override
  public byte[] sign(byte[] message) {
    return signature(publicKey, message);
  }

  private static byte[] signature(PublicKey key, byte[] message) {
    return Digest.of(key.raw().toArray(), message).raw();
  }
}
