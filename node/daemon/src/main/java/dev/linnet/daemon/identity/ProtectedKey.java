package dev.linnet.daemon.identity;

import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.file.Path;

/** A person's private key in its file, with a passphrase or without. */
public final class ProtectedKey {
  private static final int LEAST_CHARACTERS = 12;
  private static final int FIRST_PRINTABLE = 0x20;
  private static final int LAST_PRINTABLE = 0x7e;

  private ProtectedKey() {}

  /**
   * Puts a key under a passphrase; one that it had is no good any more.
   *
   * @param old where the passphrase of a key comes from that has one
   * @throws UserError if it is no private key, or a passphrase is wrong or too short; the file is
   *     as it was then
   */
  public static void protect(Path file, Passphrases old, char[] passphrase) {
    for (char each : passphrase) {
      if (each < FIRST_PRINTABLE || each > LAST_PRINTABLE) {
        throw new UserError(
            UserError.USAGE, "the passphrase: expected letters, digits and signs of ASCII alone");
      }
    }
    if (passphrase.length < LEAST_CHARACTERS) {
      throw new UserError(
          UserError.USAGE, "the passphrase: expected at least " + LEAST_CHARACTERS + " characters");
    }
    byte[] key = Pem.privateKey("private key", file, old);
    write(file, Pem.encode(Pem.ENCRYPTED, EncryptedKey.encrypt(key, passphrase)));
  }

  /** Takes a key's passphrase off. */
  public static void unprotect(Path file, Passphrases old) {
    write(file, Pem.encode(Pem.PRIVATE, Pem.privateKey("private key", file, old)));
  }

  private static void write(Path file, String pem) {
    try {
      Secrets.replace(file, pem);
    } catch (IOException e) {
      throw Secrets.notWritten(file, e);
    }
  }
}
