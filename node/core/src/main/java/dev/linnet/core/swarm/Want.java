package dev.linnet.core.swarm;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.Rendezvous;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.trust.Digest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** A manifest that is being fetched: what is here, and who else holds what. */
final class Want {
  private final Manifest manifest;
  private final List<ChunkRef> chunks;
  private final BitSet held;
  private final long sinceNanos;
  private final Map<NodeName, Holder> holders = new TreeMap<>();
  private final Map<Integer, List<NodeName>> ranks = new HashMap<>();
  private SortedSet<NodeName> rankedMembers = new TreeSet<>();

  private record Holder(Peer peer, BitSet chunks) {}

  Want(Manifest manifest, BitSet have, long nowNanos) {
    this.manifest = manifest;
    this.chunks = manifest.chunks();
    this.held = (BitSet) have.clone();
    this.sinceNanos = nowNanos;
  }

  Manifest manifest() {
    return manifest;
  }

  long sinceNanos() {
    return sinceNanos;
  }

  ChunkRef chunk(int index) {
    return chunks.get(index);
  }

  BitSet held() {
    return (BitSet) held.clone();
  }

  boolean complete() {
    return held.cardinality() == chunks.size();
  }

  void peerHolds(Peer peer, BitSet theirs) {
    holders.put(peer.node(), new Holder(peer, (BitSet) theirs.clone()));
  }

  void peerGone(NodeName node) {
    holders.remove(node);
  }

  void peerLacks(NodeName node, Digest chunk) {
    Holder holder = holders.get(node);
    if (holder != null) {
      for (int index = 0; index < chunks.size(); index++) {
        if (chunks.get(index).digest().equals(chunk)) {
          holder.chunks().clear(index);
        }
      }
    }
  }

  /** A chunk is here; it may stand in the manifest more than once. */
  void stored(Digest chunk) {
    for (int index = 0; index < chunks.size(); index++) {
      if (chunks.get(index).digest().equals(chunk)) {
        held.set(index);
      }
    }
  }

  List<Peer> holders(int index) {
    return holders.values().stream()
        .filter(holder -> holder.chunks().get(index))
        .map(Holder::peer)
        .toList();
  }

  /** The missing chunks, those that the fewest peers hold first, equals in random order. */
  List<Integer> rarestFirst(RandomGenerator random) {
    Map<Integer, Long> keys = new HashMap<>();
    List<Integer> missing = new ArrayList<>();
    for (int i = held.nextClearBit(0); i < chunks.size(); i = held.nextClearBit(i + 1)) {
      missing.add(i);
      keys.put(i, ((long) holders(i).size() << 32) | (random.nextInt() & 0xffffffffL));
    }
    missing.sort(Comparator.comparing(keys::get));
    return missing;
  }

  /** This node's place among the region's members for fetching a chunk from afar; 0 is first. */
  int rank(int index, SortedSet<NodeName> members, NodeName self) {
    if (!members.equals(rankedMembers)) {
      ranks.clear();
      rankedMembers = members;
    }
    return ranks
        .computeIfAbsent(
            index,
            any -> Rendezvous.first(members.size(), chunks.get(index).digest().hex(), members))
        .indexOf(self);
  }
}
