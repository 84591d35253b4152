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
import java.time.Instant;

/** Admits nodes by the keys of a mesh directory, under the trust root that it holds now. */
final class Issuer {
  private final RootFiles roots;
  private final TrustRoot root;
  private final AdmittingKeys keys;

  private Issuer(Path meshDirectory, AdmittingKeys keys) {
    this.roots = new RootFiles(meshDirectory);
    this.root = roots.root();
    this.keys = keys;
    requireEnrolling(keys.enrollKey(), meshDirectory.resolve("enroll.key"), root);
  }

  /**
   * The trust root of a directory, and its keys.
   *
   * @throws UserError if there is none, or its ENROLL key has no say in it
   */
  static Issuer of(Path meshDirectory, AdmittingKeys keys) {
    return new Issuer(meshDirectory, keys);
  }

  private static void requireEnrolling(Ed25519 key, Path file, TrustRoot root) {
    if (!root.role(RoleName.ENROLL).keyIds().contains(key.publicKey().keyId())) {
      throw new UserError(
          UserError.REFUSED,
          file
              + ": not a key of the role ENROLL in trust root "
              + root.version()
              + (root.revokedKeys().contains(key.publicKey().keyId()) ? ": it is revoked" : "")
              + "; put one there that is");
    }
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
        Certificates.node(id, tlsKey, keys.authority(), keys.authorityKey(), now),
        keys.authority(),
        Envelope.sign(Enrolment.PAYLOAD_TYPE, enrolment.toPayload(), keys.enrollKey()),
        roots.current());
  }

  /** A certificate by which devices that join know who they talk to. */
  JoinIdentity join(Instant now) {
    KeyPair pair = Certificates.newKeyPair();
    return new JoinIdentity(
        root.mesh(),
        pair.getPrivate(),
        Certificates.join(
            root.mesh(), pair.getPublic(), keys.authority(), keys.authorityKey(), now),
        keys.authority());
  }
}
