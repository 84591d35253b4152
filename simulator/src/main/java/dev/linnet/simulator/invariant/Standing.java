package dev.linnet.simulator.invariant;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.core.trust.TrustRoot.RoleName;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whose word counts at one node, by the trust roots that it was told of; only grows. In generated
 * meshes the same operators announce and control.
 */
final class Standing {
  private final TreeMap<Digest, TrustRoot> roots = new TreeMap<>();
  private final Set<NodeName> revokedNodes = new HashSet<>();
  private final Set<String> revokedKeys = new TreeSet<>();
  private boolean forked;

  Standing(TrustRoot anchor) {
    add(anchor);
  }

  /** A root of which the one before is not known yet waits until somebody shows it again. */
  void hear(TrustRoot root) {
    if (root.previous() != null && roots.containsKey(root.previous())) {
      add(root);
    }
  }

  private void add(TrustRoot root) {
    forked |=
        roots.values().stream()
            .anyMatch(other -> other.version() == root.version() && !other.equals(root));
    roots.put(root.id(), root);
    revokedNodes.addAll(root.revokedNodes());
    revokedKeys.addAll(root.revokedKeys());
  }

  /** The highest epoch that anyone may announce; what is above waits for its root. */
  long epoch() {
    return roots.values().stream().mapToLong(TrustRoot::epoch).max().orElse(0);
  }

  boolean isRevoked(NodeName node) {
    return revokedNodes.contains(node);
  }

  /** Whether those who signed are enough operators by a root that is known. */
  boolean knows(Set<String> signers) {
    return suffice(signers);
  }

  /** Whether those who signed and may still speak are enough. */
  boolean stands(Set<String> signers) {
    Set<String> left = new TreeSet<>(signers);
    left.removeAll(revokedKeys);
    return suffice(left);
  }

  private boolean suffice(Set<String> signers) {
    for (TrustRoot root : roots.values()) {
      TrustRoot.Role role = Objects.requireNonNull(root.roles().get(RoleName.ANNOUNCE));
      if (signers.stream().filter(role.keyIds()::contains).count() >= role.threshold()) {
        return true;
      }
    }
    return false;
  }

  /** Two roots of one version: nothing new opens any more. */
  boolean isForked() {
    return forked;
  }
}
