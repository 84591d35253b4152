package dev.linnet.daemon.identity;

import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.PublicKey;
import java.nio.file.Path;

/** The keys by which people sign. A private one never leaves the command. */
public final class OperatorKey {
  private OperatorKey() {}

  /**
   * Reads an operator's private key.
   *
   * @param file Ed25519, PKCS#8 PEM, readable by the owner alone
   * @throws dev.linnet.daemon.UserError if it is missing, readable by others or no such key
   */
  public static Ed25519 load(Path file) {
    return load(file, Passphrases.NONE);
  }

  /** As {@link #load(Path)}, if the key may be encrypted. */
  public static Ed25519 load(Path file, Passphrases passphrases) {
    return Pem.ed25519("operator's key", file, passphrases);
  }

  /** Reads a private key of the ROOT role, as {@link #load} does. */
  public static Ed25519 loadRoot(Path file) {
    return loadRoot(file, Passphrases.NONE);
  }

  /** As {@link #loadRoot(Path)}, if the key may be encrypted. */
  public static Ed25519 loadRoot(Path file, Passphrases passphrases) {
    return Pem.ed25519("ROOT key", file, passphrases);
  }

  /**
   * Reads somebody's public key.
   *
   * @param file Ed25519, SubjectPublicKeyInfo in PEM, as {@code openssl pkey -pubout} writes it
   * @throws dev.linnet.daemon.UserError if it is missing or no such key
   */
  public static PublicKey loadPublic(Path file) {
    return Pem.ed25519Public("public key", file);
  }
}
