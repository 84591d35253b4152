package dev.linnet.daemon.transport;

import dev.linnet.daemon.identity.AuthorityTrust;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.daemon.identity.SpiffeId;
import dev.linnet.daemon.transport.Refusals.RefusedCertificate;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Accepts, inside the TLS handshake, certificates of this mesh's nodes alone: signed by the mesh's
 * authority, valid now as the mesh is, with one node URI of this mesh, and not of a revoked node.
 */
final class MeshTrust extends X509ExtendedTrustManager {
  private final String mesh;
  private final Instant meshEnds;
  private final X509ExtendedTrustManager path;
  private final Revoked revoked;

  MeshTrust(NodeIdentity self, Revoked revoked) {
    this.mesh = self.mesh();
    this.meshEnds = self.meshEnds();
    this.revoked = revoked;
    this.path = AuthorityTrust.of(self.authority());
  }

  /** Who the peer of an accepted handshake is. */
  static Optional<SpiffeId> peer(SSLSession session) {
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate certificate
          ? SpiffeId.of(certificate)
          : Optional.empty();
    } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  private void requireNode(X509Certificate[] chain) throws RefusedCertificate {
    // Java asks no authority that it was told to trust whether it is over.
    if (!Instant.now().isBefore(meshEnds)) {
      throw new RefusedCertificate("mesh " + mesh + " ended on " + meshEnds);
    }
    Optional<SpiffeId> id = SpiffeId.of(chain[0]);
    if (id.isEmpty()) {
      throw new RefusedCertificate("its certificate names no node");
    }
    if (!id.get().mesh().equals(mesh)) {
      throw new RefusedCertificate("it is " + id.get() + ", not of mesh " + mesh);
    }
    if (revoked.contains(id.get().node())) {
      throw new RefusedCertificate(Revoked.refusal(id.get().node()));
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    path.checkClientTrusted(chain, authType, engine);
    requireNode(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    path.checkServerTrusted(chain, authType, engine);
    requireNode(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    path.checkClientTrusted(chain, authType, socket);
    requireNode(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    path.checkServerTrusted(chain, authType, socket);
    requireNode(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    path.checkClientTrusted(chain, authType);
    requireNode(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    path.checkServerTrusted(chain, authType);
    requireNode(chain);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return path.getAcceptedIssuers();
  }
}
