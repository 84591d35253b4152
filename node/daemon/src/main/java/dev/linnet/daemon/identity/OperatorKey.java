package dev.linnet.daemon.identity;

import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.PublicKey;
import dev.linnet.core.trust.Signer;
import dev.linnet.daemon.pkcs11.Pkcs11Uri;
import dev.linnet.daemon.pkcs11.TokenKey;
import java.nio.file.Path;

/** The keys by which people sign. A private one never leaves the command, or the token. */
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

  /**
   * An operator's private key, wherever it is.
   *
   * @param passphrases of an encrypted file, or the PIN of a token whose URI names no file for it
   * @throws dev.linnet.daemon.UserError if it is not there, not Ed25519, or not opened by these
   */
  public static Signer load(KeySource source, Passphrases passphrases) {
    return source.isOnToken()
        ? onToken(source, passphrases)
        : load(Path.of(source.text()), passphrases);
  }

  private static Signer onToken(KeySource source, Passphrases passphrases) {
    Pkcs11Uri uri = Pkcs11Uri.parse(source.text());
    Path file = uri.pinSource();
    Passphrases pins = file == null ? passphrases : Passphrases.in(file);
    return TokenKey.find(uri, () -> pins.of("PIN", uri.toString()));
  }

  /** As {@link #load(Path)}, if the key may be encrypted. */
  public static Ed25519 load(Path file, Passphrases passphrases) {
    return Pem.ed25519("operator's key", file, passphrases);
  }

  /** Reads a private key of the ROOT role, as {@link #load(Path)} does. */
  public static Ed25519 loadRoot(Path file) {
    return loadRoot(file, Passphrases.NONE);
  }

  /** A private key of the ROOT role, as {@link #load(KeySource, Passphrases)}. */
  public static Signer loadRoot(KeySource source, Passphrases passphrases) {
    return source.isOnToken()
        ? onToken(source, passphrases)
        : loadRoot(Path.of(source.text()), passphrases);
  }

  private static Ed25519 loadRoot(Path file, Passphrases passphrases) {
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

  /** A public key as {@link #loadPublic} reads it. */
  public static String publicPem(PublicKey key) {
    return Pem.encode(Pem.PUBLIC, key.spki());
  }
}
