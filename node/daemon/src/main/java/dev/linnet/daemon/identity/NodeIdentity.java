package dev.linnet.daemon.identity;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.TrustRoot;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * All that proves who a node is.
 *
 * @param certificate for TLS, ECDSA P-256, with the URI {@code spiffe://MESH/region/R/node/N} and
 *     the DNS name {@link #TLS_SERVER_NAME} as alternative names; signed by {@code authority}
 * @param factKey signs this node's facts; {@code enrolment} binds it to the name
 */
public record NodeIdentity(
    String mesh,
    NodeName node,
    RegionName region,
    X509Certificate certificate,
    PrivateKey tlsKey,
    X509Certificate authority,
    Ed25519 factKey,
    Envelope enrolment,
    Envelope trustRoot) {
  /** What every node's certificate answers to in TLS; who it is stands in the SPIFFE URI. */
  public static final String TLS_SERVER_NAME = "node.linnet";

  /** When the trust root is over. */
  Instant rootExpires() {
    return TrustRoot.parse(trustRoot.payload()).expires();
  }

  /** When the mesh is over: nobody is of it after that, whatever their own certificate says. */
  public Instant meshEnds() {
    Instant authorityEnds = authority.getNotAfter().toInstant();
    Instant rootExpires = rootExpires();
    return rootExpires.isBefore(authorityEnds) ? rootExpires : authorityEnds;
  }
}
