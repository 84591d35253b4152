package dev.linnet.daemon.identity;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.Enrolment;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.PublicKey;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.core.trust.TrustRoot.RoleName;
import dev.linnet.daemon.UserError;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;

/** The keys of a mesh directory that admit nodes, under the trust root that it holds now. */
final class Issuer {
  private final RootFiles roots;
  private final TrustRoot root;
  private final X509Certificate authority;
  private final PrivateKey authorityKey;
  private final Ed25519 enrollKey;

  private Issuer(Path meshDirectory) {
    this.roots = new RootFiles(meshDirectory);
    this.root = roots.root();
    this.authority = Pem.certificate("authority's certificate", meshDirectory.resolve("ca.crt"));
    this.authorityKey = Pem.ec("authority's key", meshDirectory.resolve("ca.key"));
    this.enrollKey = enrollKey(meshDirectory.resolve("enroll.key"), root);
  }

  /**
   * Reads them.
   *
   * @throws UserError if the directory is not whole, or its ENROLL key has no say
   */
  static Issuer of(Path meshDirectory) {
    return new Issuer(meshDirectory);
  }

  private static Ed25519 enrollKey(Path file, TrustRoot root) {
    Ed25519 key = Pem.ed25519("enrolment key", file);
    if (!root.role(RoleName.ENROLL).keyIds().contains(key.publicKey().keyId())) {
      throw new UserError(
          UserError.REFUSED,
          file
              + ": not a key of the role ENROLL in trust root "
              + root.version()
              + (root.revokedKeys().contains(key.publicKey().keyId()) ? ": it is revoked" : "")
              + "; put one there that is");
    }
    return key;
  }

  String mesh() {
    return root.mesh();
  }

  /**
   * That a name may be given: it is revoked for good, every node would turn a new one of that name
   * away.
   */
  void requireUnrevoked(NodeName node) {
    boolean soon =
        roots.next().stream()
            .anyMatch(next -> TrustRoot.parse(next.payload()).revokedNodes().contains(node));
    if (soon || root.revokedNodes().contains(node)) {
      throw new UserError(
          UserError.REFUSED,
          "node "
              + node
              + ": this name is revoked in mesh "
              + root.mesh()
              + " for good; choose another one");
    }
  }

  /** Gives a name to two keys. */
  Grant grant(SpiffeId id, java.security.PublicKey tlsKey, PublicKey factKey, Instant now) {
    Enrolment enrolment = new Enrolment(root.mesh(), id.node(), id.region(), factKey);
    return new Grant(
        Certificates.node(id, tlsKey, authority, authorityKey, now),
        authority,
        Envelope.sign(Enrolment.PAYLOAD_TYPE, enrolment.toPayload(), enrollKey),
        roots.current());
  }

  /** A certificate by which devices that join know who they talk to. */
  JoinIdentity join(Instant now) {
    KeyPair keys = Certificates.newKeyPair();
    return new JoinIdentity(
        root.mesh(),
        keys.getPrivate(),
        Certificates.join(root.mesh(), keys.getPublic(), authority, authorityKey, now),
        authority);
  }
}
