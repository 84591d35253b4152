package dev.linnet.core.trust;

import dev.linnet.core.mesh.NodeName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The trust roots that are known of a mesh. Only grows, and everything it answers is a function of
 * the set of roots: a fact is admitted under any of them, and weighed by what all of them revoked.
 */
final class RootChain {
  private final NavigableMap<Integer, SortedMap<Digest, TrustRoot>> versions = new TreeMap<>();
  private final SortedSet<NodeName> revokedNodes = new TreeSet<>();
  private final SortedSet<String> revokedKeys = new TreeSet<>();
  private Set<Digest> ids = Set.of();
  private long epoch;

  RootChain(TrustRoot anchor) {
    add(anchor);
  }

  void add(TrustRoot root) {
    versions.computeIfAbsent(root.version(), any -> new TreeMap<>()).put(root.id(), root);
    revokedNodes.addAll(root.revokedNodes());
    revokedKeys.addAll(root.revokedKeys());
    epoch = Math.max(epoch, root.epoch());
    Set<Digest> more = new HashSet<>(ids);
    more.add(root.id());
    ids = Set.copyOf(more);
  }

  /** The highest version; of two, in a fork, the one with the lower id. */
  TrustRoot newest() {
    return newestFirst().get(0);
  }

  /** All of them, the newest first. */
  List<TrustRoot> newestFirst() {
    List<TrustRoot> all = new ArrayList<>();
    versions.descendingMap().values().forEach(forks -> all.addAll(forks.values()));
    return all;
  }

  Optional<TrustRoot> byId(Digest id) {
    return versions.values().stream()
        .filter(forks -> forks.containsKey(id))
        .map(forks -> forks.get(id))
        .findFirst();
  }

  /** Whether a known root names this one as the root before it: then its digest vouches for it. */
  boolean isPrevious(Digest id) {
    return newestFirst().stream().anyMatch(root -> id.equals(root.previous()));
  }

  /** The ids of all of them. */
  Set<Digest> ids() {
    return ids;
  }

  boolean isForked() {
    return versions.values().stream().anyMatch(forks -> forks.size() > 1);
  }

  boolean knowsKey(String keyId) {
    return newestFirst().stream().anyMatch(root -> root.keys().containsKey(keyId));
  }

  boolean isRevoked(NodeName node) {
    return revokedNodes.contains(node);
  }

  boolean isRevoked(String keyId) {
    return revokedKeys.contains(keyId);
  }

  SortedSet<NodeName> revokedNodes() {
    return revokedNodes;
  }

  long epoch() {
    return epoch;
  }
}
