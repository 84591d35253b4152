package dev.linnet.core.trust;

/** Holds a private key and signs with it. */
public interface Signer {
  PublicKey publicKey();

  /** The signature over {@code message}, which is not hashed beforehand. */
  byte[] sign(byte[] message);
}
