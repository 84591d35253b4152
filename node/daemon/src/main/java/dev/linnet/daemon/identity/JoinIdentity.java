package dev.linnet.daemon.identity;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * Who admits devices to a mesh, in TLS: a key that lives in memory, and a certificate with the URI
 * {@code spiffe://MESH/join}, so that a node cannot answer in its place.
 */
public record JoinIdentity(
    String mesh, PrivateKey key, X509Certificate certificate, X509Certificate authority) {
  /** What the certificate answers to in TLS. */
  public static final String TLS_SERVER_NAME = "join.linnet";

  /**
   * A new one, signed by the authority of a mesh directory.
   *
   * @throws dev.linnet.daemon.UserError if the directory is not whole
   */
  public static JoinIdentity of(NodeRegister register, Instant now) {
    return register.issuer().join(now);
  }

  /** Whether a certificate is that of who admits devices to a mesh. Its issuer is not looked at. */
  public static boolean isOf(X509Certificate certificate, String mesh) {
    return SpiffeId.uris(certificate).equals(List.of(Certificates.joinUri(mesh)));
  }
}
