package dev.linnet.daemon.identity;

import dev.linnet.core.trust.Ed25519;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/**
 * The keys of a mesh directory that admit nodes, read once: they may be encrypted, and a process
 * that runs on asks for their passphrases when it starts.
 */
record AdmittingKeys(X509Certificate authority, PrivateKey authorityKey, Ed25519 enrollKey) {
  /**
   * Reads them.
   *
   * @throws dev.linnet.daemon.UserError if one is missing, or a passphrase is wrong
   */
  static AdmittingKeys of(Path meshDirectory, Passphrases passphrases) {
    return new AdmittingKeys(
        MeshAuthority.certificate(meshDirectory),
        Pem.ec("authority's key", meshDirectory.resolve("ca.key"), passphrases),
        Pem.ed25519("enrolment key", meshDirectory.resolve("enroll.key"), passphrases));
  }
}
