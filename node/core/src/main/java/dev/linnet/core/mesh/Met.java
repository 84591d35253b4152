package dev.linnet.core.mesh;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The peers that were met and are not gone, by name. A sorted array: a region may have ten thousand
 * of them, and comes and goes by ones.
 */
final class Met {
  private final List<Peer> sorted = new ArrayList<>();

  /** Says whether that was news. */
  boolean add(Peer peer) {
    int at = find(peer.node());
    if (at < 0) {
      sorted.add(-at - 1, peer);
      return true;
    }
    return !sorted.set(at, peer).equals(peer);
  }

  void remove(NodeName node) {
    int at = find(node);
    if (at >= 0) {
      sorted.remove(at);
    }
  }

  Optional<Peer> peer(NodeName node) {
    int at = find(node);
    return at < 0 ? Optional.empty() : Optional.of(sorted.get(at));
  }

  /** Where it is, or would be, as {@link Collections#binarySearch} says it. */
  private int find(NodeName node) {
    int low = 0;
    int high = sorted.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = sorted.get(middle).node().compareTo(node);
      if (order == 0) {
        return middle;
      }
      low = order < 0 ? middle + 1 : low;
      high = order < 0 ? high : middle - 1;
    }
    return -low - 1;
  }

  List<Peer> all() {
    return Collections.unmodifiableList(sorted);
  }

  int size() {
    return sorted.size();
  }
}
