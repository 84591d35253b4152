package dev.linnet.daemon.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/**
 * The private key of a node's certificate. While a renewal is under way there are two, the one in
 * use and the next one beside it, and the certificate says which counts: two files cannot be
 * renamed at once, so the certificate is put in place first, and from then on the next key is the
 * node's, whatever it is called.
 */
final class TlsKey {
  private TlsKey() {}

  /** The file of the key that is asked a certificate for. */
  static Path next(IdentityPaths paths) {
    return paths.key().resolveSibling(paths.key().getFileName() + ".next");
  }

  /** The key that fits a certificate; the one in use if none does. */
  static PrivateKey of(X509Certificate certificate, IdentityPaths paths) {
    PrivateKey inUse = Pem.ec("node's private key", paths.key());
    boolean isNext = !fits(inUse, certificate) && nextFits(certificate, paths);
    return isNext ? readNext(paths) : inUse;
  }

  /** Gives the next key its own name, if the certificate in place is already its. */
  static void settle(X509Certificate certificate, IdentityPaths paths) throws IOException {
    if (nextFits(certificate, paths)) {
      Secrets.moveOnto(next(paths), paths.key());
    }
  }

  private static boolean nextFits(X509Certificate certificate, IdentityPaths paths) {
    return Files.exists(next(paths)) && fits(readNext(paths), certificate);
  }

  private static PrivateKey readNext(IdentityPaths paths) {
    return Pem.ec("node's next private key", next(paths));
  }

  private static boolean fits(PrivateKey key, X509Certificate certificate) {
    return Certificates.isPair(key, certificate.getPublicKey());
  }
}
