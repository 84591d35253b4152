package dev.linnet.daemon.operator;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.core.trust.TrustRoot.NamedKey;
import dev.linnet.core.trust.TrustRoot.Role;
import dev.linnet.core.trust.TrustRoot.RoleName;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Alice and bob may do everything, either alone; then bob and eu-1 are revoked. */
public final class TestRoots {
  static final Ed25519 ALICE = Ed25519.ofSeed(TestView.digest("alice").raw());
  static final Ed25519 BOB = Ed25519.ofSeed(TestView.digest("bob").raw());

  private static final Role EITHER = Role.of(1, List.of(ALICE.publicKey(), BOB.publicKey()));
  private static final TrustRoot FIRST =
      TrustRoot.first(
          "birds",
          Instant.parse("2036-01-01T00:00:00Z"),
          Map.of(
              ALICE.publicKey().keyId(), new NamedKey("alice", ALICE.publicKey()),
              BOB.publicKey().keyId(), new NamedKey("bob", BOB.publicKey())),
          Map.of(
              RoleName.ROOT, EITHER,
              RoleName.ENROLL, EITHER,
              RoleName.ANNOUNCE, EITHER,
              RoleName.CONTROL, EITHER));
  static final TrustRoot SECOND =
      FIRST.revoking(List.of(new NodeName("eu-1")), List.of(BOB.publicKey().keyId()));

  /** One after the other. */
  public static final List<Envelope> CHAIN = List.of(signed(FIRST), signed(SECOND));

  /** The same, and beside the second another one that raises the epoch instead. */
  public static final List<Envelope> FORK =
      List.of(signed(FIRST), signed(SECOND), signed(FIRST.raisingEpoch()));

  private TestRoots() {}

  private static Envelope signed(TrustRoot root) {
    return Envelope.sign(TrustRoot.PAYLOAD_TYPE, root.toPayload(), ALICE);
  }
}
