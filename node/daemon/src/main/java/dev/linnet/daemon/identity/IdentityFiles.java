package dev.linnet.daemon.identity;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.Enrolment;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.Trust;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.core.trust.TrustRoot.RoleName;
import dev.linnet.core.trust.Untrusted;
import dev.linnet.daemon.UserError;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;

/** Reads a node's identity and checks that all parts belong together. */
public final class IdentityFiles {
  private static final String ENROLL_AGAIN =
      "; enroll the node again with `linnet mesh enroll`, or correct node.yaml";

  private final IdentityPaths paths;
  private final SpiffeId expected;
  private final TrustRoot root;
  private final Envelope rootEnvelope;

  private IdentityFiles(
      IdentityPaths paths, NodeName node, RegionName region, Envelope rootEnvelope) {
    this.paths = paths;
    this.rootEnvelope = rootEnvelope;
    this.root = openRoot(paths.trustRoot(), rootEnvelope);
    this.expected = new SpiffeId(root.mesh(), region, node);
  }

  /**
   * Reads and checks the identity of {@code node} in {@code region}.
   *
   * @param now it must be good at this time
   * @throws UserError with one line that names the file, if any part is missing or does not fit
   */
  public static NodeIdentity load(
      IdentityPaths paths, NodeName node, RegionName region, Instant now) {
    NodeIdentity identity = loadAtAnyTime(paths, node, region);
    Validity.require(identity, paths, now);
    return identity;
  }

  /**
   * As the other, for a daemon that starts: it serves whatever the clock says, which may be wrong
   * until there is a network, and leaves the time to each handshake.
   */
  public static NodeIdentity loadAtAnyTime(IdentityPaths paths, NodeName node, RegionName region) {
    Envelope root = EnvelopeFile.load("trust root", paths.trustRoot());
    return new IdentityFiles(paths, node, region, root).load();
  }

  private NodeIdentity load() {
    X509Certificate authority = Pem.certificate("authority's certificate", paths.authority());
    X509Certificate certificate = Pem.certificate("node's certificate", paths.certificate());
    return checked(
        new Grant(
            certificate,
            authority,
            EnvelopeFile.load("enrolment", paths.enrolment()),
            rootEnvelope),
        TlsKey.of(certificate, paths),
        Pem.ed25519("fact key", paths.factKey()));
  }

  /**
   * What a node would be with a grant that is not installed yet.
   *
   * @param file where the grant came from, for a person
   * @param now it must be good at this time
   * @throws UserError with one line that names the file, if any part does not fit
   */
  static NodeIdentity granted(
      Grant grant, Path file, IdentityPaths paths, NodeName node, RegionName region, Instant now) {
    IdentityPaths said = new IdentityPaths(paths.key(), file, paths.factKey(), file, file, file);
    NodeIdentity identity =
        new IdentityFiles(said, node, region, grant.trustRoot())
            .checked(
                grant,
                TlsKey.of(grant.certificate(), paths),
                Pem.ed25519("fact key", paths.factKey()));
    Validity.require(identity, said, now);
    return identity;
  }

  private NodeIdentity checked(Grant grant, PrivateKey tlsKey, Ed25519 factKey) {
    X509Certificate authority = grant.authority();
    X509Certificate certificate = grant.certificate();
    requireAuthority(authority);
    requireName(certificate);
    requireIssued(certificate, authority);
    if (!Certificates.isPair(tlsKey, certificate.getPublicKey())) {
      throw refused(
          paths.key(), "the private key does not fit " + paths.certificate() + ENROLL_AGAIN);
    }
    requireEnrolled(grant.enrolment(), factKey);
    return new NodeIdentity(
        root.mesh(),
        expected.node(),
        expected.region(),
        certificate,
        tlsKey,
        authority,
        factKey,
        grant.enrolment(),
        rootEnvelope);
  }

  static TrustRoot openRoot(Path file, Envelope envelope) {
    try {
      return Trust.openRoot(envelope, Ed25519.CHECK);
    } catch (Untrusted e) {
      throw refused(file, "cannot be trusted: " + e.getMessage());
    }
  }

  private void requireAuthority(X509Certificate authority) {
    if (!SpiffeId.uris(authority).contains(Certificates.authorityUri(root.mesh()))
        || authority.getBasicConstraints() < 0) {
      throw refused(
          paths.authority(), "not the certificate of the authority of mesh " + root.mesh());
    }
  }

  private void requireName(X509Certificate certificate) {
    SpiffeId id =
        SpiffeId.of(certificate)
            .orElseThrow(
                () ->
                    refused(
                        paths.certificate(),
                        "expected one name of the form spiffe://MESH/region/R/node/N"
                            + ENROLL_AGAIN));
    requireSame(paths.certificate(), "certificate", "mesh", id.mesh(), expected.mesh());
    requireSame(
        paths.certificate(),
        "certificate",
        "region",
        id.region().value(),
        expected.region().value());
    requireSame(
        paths.certificate(), "certificate", "node", id.node().value(), expected.node().value());
  }

  private void requireIssued(X509Certificate certificate, X509Certificate authority) {
    try {
      certificate.verify(authority.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw refused(
          paths.certificate(),
          "not signed by the authority in " + paths.authority() + ENROLL_AGAIN);
    }
  }

  private void requireEnrolled(Envelope envelope, Ed25519 factKey) {
    Path file = paths.enrolment();
    if (!envelope.payloadType().equals(Enrolment.PAYLOAD_TYPE)) {
      throw refused(file, "expected an enrolment, found " + envelope.payloadType());
    }
    Enrolment enrolment;
    try {
      new Trust(root, Ed25519.CHECK).requireRole(envelope, RoleName.ENROLL);
      enrolment = Enrolment.parse(envelope.payload());
    } catch (Untrusted | IllegalArgumentException e) {
      throw refused(file, "the enrolment is " + e.getMessage() + ENROLL_AGAIN);
    }
    requireSame(file, "enrolment", "mesh", enrolment.mesh(), expected.mesh());
    requireSame(file, "enrolment", "region", enrolment.region().value(), expected.region().value());
    requireSame(file, "enrolment", "node", enrolment.node().value(), expected.node().value());
    if (!enrolment.key().equals(factKey.publicKey())) {
      throw refused(file, "the enrolment is of another key than " + paths.factKey() + ENROLL_AGAIN);
    }
  }

  private static void requireSame(
      Path file, String what, String kind, String found, String expected) {
    if (!found.equals(expected)) {
      throw refused(
          file,
          "the " + what + " is of " + kind + " " + found + ", not of " + expected + ENROLL_AGAIN);
    }
  }

  private static UserError refused(Path file, String why) {
    return new UserError(UserError.USAGE, file + ": " + why);
  }
}
