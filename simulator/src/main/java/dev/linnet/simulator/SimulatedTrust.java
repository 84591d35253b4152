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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The people and authorities of a simulated mesh: one authority, and operators of equal rank, one
 * more than must sign together.
 */
final class SimulatedTrust {
  static final String MESH = "simulated";

  private final SimulatedKey authority = SimulatedKey.of("authority");
  private final SimulatedKey operator = SimulatedKey.of("operator");
  private final SimulatedKey deputy = SimulatedKey.of("deputy");
  private final List<SimulatedKey> operators;
  private final Map<NodeName, SimulatedKey> nodeKeys = new HashMap<>();
  private final Map<Enrolment, Envelope> enrolments = new HashMap<>();
  private final TrustRoot root;
  private final List<TrustRoot> signedRoots = new ArrayList<>();

  /**
   * Trust as a mesh begins with it.
   *
   * @param signatures how many operators must sign, 1 or 2
   */
  SimulatedTrust(int signatures) {
    operators = List.of(operator, deputy, SimulatedKey.of("substitute")).subList(0, signatures + 1);
    SimulatedKey[] all = operators.toArray(SimulatedKey[]::new);
    root =
        TrustRoot.first(
            MESH, Instant.parse("2100-01-01T00:00:00Z"), keys(all), roles(signatures, all));
    signedRoots.add(root);
  }

  /** The authority's key and those of some operators, under their names. */
  Map<String, NamedKey> keys(SimulatedKey... operators) {
    Map<String, NamedKey> keys = new TreeMap<>();
    keys.put(authority.publicKey().keyId(), new NamedKey("authority", authority.publicKey()));
    for (SimulatedKey key : operators) {
      keys.put(key.publicKey().keyId(), new NamedKey(key.name(), key.publicKey()));
    }
    return keys;
  }

  /** So many of some operators announce and control; the authority does the rest. */
  Map<RoleName, Role> roles(int threshold, SimulatedKey... operators) {
    Role byAuthority = Role.of(1, List.of(authority.publicKey()));
    Role byOperators =
        Role.of(threshold, Arrays.stream(operators).map(SimulatedKey::publicKey).toList());
    return Map.of(
        RoleName.ROOT, byAuthority,
        RoleName.ENROLL, byAuthority,
        RoleName.ANNOUNCE, byOperators,
        RoleName.CONTROL, byOperators);
  }

  TrustRoot root() {
    return root;
  }

  /** All roots that the authority signed, the first one first. */
  List<TrustRoot> signedRoots() {
    return Collections.unmodifiableList(signedRoots);
  }

  /** Roots are signed by the authority alone. */
  Envelope signed(TrustRoot root) {
    if (!signedRoots.contains(root)) {
      signedRoots.add(root);
    }
    return Envelope.sign(TrustRoot.PAYLOAD_TYPE, root.toPayload(), authority);
  }

  SimulatedKey operator() {
    return operator;
  }

  SimulatedKey deputy() {
    return deputy;
  }

  List<SimulatedKey> operators() {
    return operators;
  }

  SimulatedKey keyOf(NodeName node) {
    return nodeKeys.computeIfAbsent(node, any -> SimulatedKey.of("node " + node));
  }

  Envelope enrol(NodeName node, RegionName region) {
    Enrolment enrolment = new Enrolment(MESH, node, region, keyOf(node).publicKey());
    return enrolments.computeIfAbsent(
        enrolment, any -> Envelope.sign(Enrolment.PAYLOAD_TYPE, enrolment.toPayload(), authority));
  }
}
