package dev.linnet.core.trust;

/** Checks a signature. {@link Ed25519} is the real one; a simulation may bring a cheaper one. */
@FunctionalInterface
public interface SignatureCheck {
  boolean verify(PublicKey key, byte[] message, byte[] signature);
}
