package dev.linnet.daemon.command;

import dev.linnet.daemon.identity.AuthorityTrust;
import dev.linnet.daemon.identity.ServerCertificate;
import dev.linnet.daemon.identity.ServerOnlyTrust;
import dev.linnet.daemon.identity.SpiffeId;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Believes, inside the TLS handshake and so before a token is sent, a server that one of some
 * authorities signed: under a mesh's authority any node of the mesh, or the one that is named; else
 * who has the name that was asked for.
 */
final class ServerTrust extends ServerOnlyTrust {
  /** Stands for the authorities that Java trusts, in the place of a file. */
  static final String SYSTEM = "system";

  private final String authorities;
  private final X509ExtendedTrustManager path;
  private final @Nullable String mesh;
  private final String name;

  private ServerTrust(
      String authorities, X509ExtendedTrustManager path, @Nullable String mesh, String name) {
    this.authorities = authorities;
    this.path = path;
    this.mesh = mesh;
    this.name = name;
  }

  /**
   * Trust in those of a file.
   *
   * @param file PEM, or {@link #SYSTEM}
   * @param name which the server must have; empty for the host that is called, or any node
   */
  static ServerTrust in(String file, String name) {
    if (file.equals(SYSTEM)) {
      return new ServerTrust("an authority that Java trusts", AuthorityTrust.ofJava(), null, name);
    }
    List<X509Certificate> all = ServerCertificate.authorities(Path.of(file));
    Optional<String> mesh =
        all.stream().flatMap(authority -> SpiffeId.meshOfAuthority(authority).stream()).findFirst();
    return new ServerTrust(
        "an authority in " + file, AuthorityTrust.of(all), mesh.orElse(null), name);
  }

  /** Whether nodes of a mesh are believed by their certificates' names, whatever their hosts. */
  boolean isOfMesh() {
    return mesh != null;
  }

  /** The name that the server must have; empty if none was given. */
  String name() {
    return name;
  }

  @Override
  protected void require(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    requireNow(chain[0]);
    try {
      path.checkServerTrusted(chain, authType);
    } catch (CertificateException e) {
      throw refused("its certificate is not signed by " + authorities);
    }
    if (mesh != null) {
      requireNode(mesh, chain[0]);
    } else {
      requireName(chain, authType, engine);
    }
  }

  private void requireNow(X509Certificate certificate) throws CertificateException {
    try {
      certificate.checkValidity();
    } catch (CertificateExpiredException e) {
      throw refused("its certificate expired on " + certificate.getNotAfter().toInstant());
    } catch (CertificateNotYetValidException e) {
      throw refused(
          "its certificate is valid from "
              + certificate.getNotBefore().toInstant()
              + ", by this machine's clock it is too early");
    }
  }

  private void requireNode(String of, X509Certificate certificate) throws CertificateException {
    SpiffeId node =
        SpiffeId.of(certificate)
            .filter(id -> id.mesh().equals(of))
            .orElseThrow(() -> refused("its certificate is none of a node of mesh " + of));
    if (!name.isEmpty() && !node.node().value().equals(name)) {
      throw refused("it is node " + node.node() + ", not " + name);
    }
  }

  private void requireName(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    try {
      path.checkServerTrusted(chain, authType, engine);
    } catch (CertificateException e) {
      throw refused(
          "its certificate is not for "
              + engine.getPeerHost()
              + "; if it has another name, say --api-name NAME");
    }
  }
}
