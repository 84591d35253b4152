package dev.linnet.daemon.identity;

import dev.linnet.daemon.UserError;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/** Whether an identity is good by the clock on the wall: begun, and not over. */
final class Validity {
  private static final String RENEW = "; renew it, see `linnet node renew --help`";
  private static final String NEW_AUTHORITY = "; the mesh needs a new authority";

  private Validity() {}

  /**
   * Why it is not good now, in a line that names the file and is the same at each look; empty if it
   * is.
   */
  static Optional<String> fault(NodeIdentity identity, IdentityPaths paths, Instant now) {
    Instant rootExpires = identity.rootExpires();
    if (!now.isBefore(rootExpires)) {
      return Optional.of(
          paths.trustRoot() + ": the trust root expired on " + rootExpires + "; get a newer one");
    }
    return fault(paths.authority(), identity.authority(), NEW_AUTHORITY, now)
        .or(() -> fault(paths.certificate(), identity.certificate(), RENEW, now));
  }

  private static Optional<String> fault(
      Path file, X509Certificate certificate, String mend, Instant now) {
    Instant begins = certificate.getNotBefore().toInstant();
    Instant ends = certificate.getNotAfter().toInstant();
    if (now.isAfter(ends)) {
      return Optional.of(file + ": the certificate expired on " + ends + mend);
    }
    if (now.isBefore(begins)) {
      return Optional.of(
          file
              + ": the certificate is valid from "
              + begins
              + ", and this machine's clock has not come to that; set the clock");
    }
    return Optional.empty();
  }

  /**
   * That it is good now.
   *
   * @throws UserError with {@link #fault}
   */
  static void require(NodeIdentity identity, IdentityPaths paths, Instant now) {
    fault(identity, paths, now)
        .ifPresent(
            why -> {
              throw new UserError(UserError.USAGE, why);
            });
  }
}
