package dev.linnet.simulator;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Enrolment;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.core.trust.TrustRoot.NamedKey;
import dev.linnet.core.trust.TrustRoot.Role;
import dev.linnet.core.trust.TrustRoot.RoleName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The people and authorities of a simulated mesh: one key for each role, one operator. */
final class SimulatedTrust {
  static final String MESH = "simulated";

  private final SimulatedKey authority = SimulatedKey.of("authority");
  private final SimulatedKey operator = SimulatedKey.of("operator");
  private final TrustRoot root;

  SimulatedTrust() {
    Map<String, NamedKey> keys = new TreeMap<>();
    for (SimulatedKey key : List.of(authority, operator)) {
      String name = key.equals(operator) ? "operator" : "authority";
      keys.put(key.publicKey().keyId(), new NamedKey(name, key.publicKey()));
    }
    Role byAuthority = Role.of(1, List.of(authority.publicKey()));
    Role byOperator = Role.of(1, List.of(operator.publicKey()));
    root =
        TrustRoot.first(
            MESH,
            Instant.parse("2100-01-01T00:00:00Z"),
            keys,
            Map.of(
                RoleName.ROOT, byAuthority,
                RoleName.ENROLL, byAuthority,
                RoleName.ANNOUNCE, byOperator,
                RoleName.CONTROL, byOperator));
  }

  TrustRoot root() {
    return root;
  }

  /** Roots are signed by the authority alone. */
  Envelope signed(TrustRoot root) {
    return Envelope.sign(TrustRoot.PAYLOAD_TYPE, root.toPayload(), authority);
  }

  SimulatedKey operator() {
    return operator;
  }

  SimulatedKey keyOf(NodeName node) {
    return SimulatedKey.of("node " + node);
  }

  Envelope enrol(NodeName node, RegionName region) {
    Enrolment enrolment = new Enrolment(MESH, node, region, keyOf(node).publicKey());
    return Envelope.sign(Enrolment.PAYLOAD_TYPE, enrolment.toPayload(), authority);
  }
}
