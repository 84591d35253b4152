package dev.linnet.daemon.identity;

import dev.linnet.core.trust.Ed25519;
import java.nio.file.Path;

/** The key by which an operator signs announcements and controls. It never leaves the command. */
public final class OperatorKey {
  private OperatorKey() {}

  /**
   * Reads an operator's private key.
   *
   * @param file Ed25519, PKCS#8 PEM, readable by the owner alone
   * @throws dev.linnet.daemon.UserError if it is missing, readable by others or no such key
   */
  public static Ed25519 load(Path file) {
    return Pem.ed25519("operator's key", file);
  }
}
