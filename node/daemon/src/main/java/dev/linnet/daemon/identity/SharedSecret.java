package dev.linnet.daemon.identity;

import dev.linnet.daemon.UserError;
import java.nio.file.Path;
import java.util.Base64;

/** A secret that two programs share, in a file of its own: {@code whsec_} and Base64. */
public final class SharedSecret {
  private static final String PREFIX = "whsec_";
  private static final int LEAST_BYTES = 24;

  private SharedSecret() {}

  /**
   * Reads a file that only its owner may read.
   *
   * @throws UserError if it is not there, others may read it, or it holds no secret
   */
  public static byte[] load(Path file) {
    String text = Secrets.readPrivate("secret of a webhook", file).strip();
    try {
      byte[] secret = Base64.getDecoder().decode(text.substring(PREFIX.length()));
      if (text.startsWith(PREFIX) && secret.length >= LEAST_BYTES) {
        return secret;
      }
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
      throw wrong(file);
    }
    throw wrong(file);
  }

  private static UserError wrong(Path file) {
    return new UserError(
        UserError.USAGE,
        file
            + ": expected whsec_ and at least "
            + LEAST_BYTES
            + " bytes in Base64; make one: (umask 077; echo whsec_$(openssl rand -base64 32) > "
            + file
            + ")");
  }
}
