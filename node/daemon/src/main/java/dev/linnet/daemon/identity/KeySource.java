package dev.linnet.daemon.identity;

import dev.linnet.daemon.pkcs11.Pkcs11Uri;
import java.nio.file.Path;

/** Where a person's private key is: in a file, or on a token that a PKCS#11 URI names. */
public record KeySource(String text) {
  /** A file. */
  public static KeySource of(Path file) {
    return new KeySource(file.toString());
  }

  boolean isOnToken() {
    return text.startsWith(Pkcs11Uri.SCHEME);
  }

  /** Enough to know it by, for a person. */
  @Override
  public String toString() {
    return isOnToken() ? text.split("\\?", 2)[0] : text;
  }
}
