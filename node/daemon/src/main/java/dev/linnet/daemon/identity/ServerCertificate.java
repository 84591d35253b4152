package dev.linnet.daemon.identity;

import dev.linnet.daemon.UserError;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * What a server shows in TLS.
 *
 * @param chain its own certificate first, then those that lead to its authority
 */
public record ServerCertificate(List<X509Certificate> chain, PrivateKey key) {
  public ServerCertificate {
    chain = List.copyOf(chain);
  }

  /** A node's own; the mesh's authority signed it, which callers have. */
  public static ServerCertificate of(NodeIdentity node) {
    return new ServerCertificate(List.of(node.certificate()), node.tlsKey());
  }

  /**
   * Reads an owner's.
   *
   * @param now it must not be over at this time
   * @throws UserError with one line that names the file, if any part is missing or does not fit
   */
  public static ServerCertificate load(Path certificate, Path key, Instant now) {
    ServerCertificate loaded = loadAtAnyTime(certificate, key);
    Instant ends = loaded.chain().get(0).getNotAfter().toInstant();
    if (now.isAfter(ends)) {
      throw new UserError(UserError.USAGE, certificate + ": the certificate expired on " + ends);
    }
    return loaded;
  }

  /** As the other, for a daemon that starts: it answers whatever the clock says. */
  public static ServerCertificate loadAtAnyTime(Path certificate, Path key) {
    List<X509Certificate> chain =
        Pem.certificates("certificate of the API", certificate, "openssl req");
    PrivateKey privateKey = Pem.tls("private key of the API", key);
    if (!Certificates.isPair(privateKey, chain.get(0).getPublicKey())) {
      throw new UserError(UserError.USAGE, key + ": the private key does not fit " + certificate);
    }
    return new ServerCertificate(chain, privateKey);
  }

  /** Reads the certificates of authorities that a caller believes. */
  public static List<X509Certificate> authorities(Path file) {
    return Pem.certificates("authority's certificate", file, "linnet mesh init");
  }

  /** Whether two servers show the same. */
  public boolean shows(ServerCertificate other) {
    return chain.equals(other.chain);
  }
}
