package dev.linnet.daemon.joining;

import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.identity.AuthorityTrust;
import dev.linnet.daemon.identity.JoinIdentity;
import dev.linnet.daemon.identity.ServerOnlyTrust;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;

/**
 * Believes, inside the TLS handshake and so before anything is sent, one server alone: the one that
 * admits devices to a mesh. The authority is known by the digest of its certificate, which the
 * server shows beside its own; a node's certificate is of the same authority and is not enough.
 */
final class JoinTrust extends ServerOnlyTrust {
  private final String mesh;
  private final Digest authority;

  JoinTrust(String mesh, Digest authority) {
    this.mesh = mesh;
    this.authority = authority;
  }

  @Override
  protected void require(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    X509Certificate known = null;
    for (X509Certificate shown : chain) {
      if (Joining.digest(shown).equals(authority)) {
        known = shown;
      }
    }
    if (known == null) {
      throw refused("it is not of the authority that was named");
    }
    try {
      AuthorityTrust.of(known).checkServerTrusted(chain, authType, engine);
    } catch (CertificateException e) {
      throw refused("its certificate is not signed by the mesh's authority, or not valid now");
    }
    if (!JoinIdentity.isOf(chain[0], mesh)) {
      throw refused("its certificate is not that of who admits devices to mesh " + mesh);
    }
  }
}
