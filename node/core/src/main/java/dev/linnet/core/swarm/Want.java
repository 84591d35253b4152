package dev.linnet.core.swarm;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A manifest on its way into the store: what is here, and who has what. */
final class Want {
  /** A peer that said which chunks it holds. */
  static final class Holder {
    final Peer peer;
    final SourceKey key;
    final boolean isInRegion;
    final long hash;

    /** Never changed in place. */
    BitSet chunks = new BitSet();

    /** When the peer last said that it holds more than before. */
    long progressNanos;

    Holder(Peer peer, boolean isInRegion, long nowNanos) {
      this.peer = peer;
      this.key = SourceKey.of(peer.node());
      this.isInRegion = isInRegion;
      this.hash = Turns.hash(peer.node());
      this.progressNanos = nowNanos;
    }
  }

  final Manifest manifest;
  final int size;
  final BitSet held = new BitSet();

  /** Missing chunks that a single peer of the own region holds. */
  final BitSet sole = new BitSet();

  /** All of them, of whatever region. */
  private final TreeMap<NodeName, Holder> holders = new TreeMap<>();

  /** Those of the own region. */
  final TreeMap<NodeName, Holder> near = new TreeMap<>();

  /** Those of other regions, by region. */
  final TreeMap<RegionName, Afar> afar = new TreeMap<>();

  /** Peers that sent a wrong chunk; at most as many as sent one, each with an enrolled name. */
  final TreeSet<NodeName> shunned = new TreeSet<>();

  /** What {@link #othersInTurn} said last; null when members came, went or were done since. */
  private @Nullable List<Holder> othersInTurn;

  /** By index, null where the chunk is here. */
  private final @Nullable Chunk[] missing;

  Want(Manifest manifest, List<ChunkRef> chunks) {
    this.manifest = manifest;
    this.size = chunks.size();
    this.missing = new Chunk[size];
  }

  boolean isComplete() {
    return held.cardinality() == size;
  }

  int missingCount() {
    return size - held.cardinality();
  }

  /** The missing chunk at that index, or null if it is here. */
  @Nullable Chunk missingAt(int index) {
    return missing[index];
  }

  void markMissing(int index, Chunk chunk) {
    missing[index] = chunk;
  }

  void markHeld(int index) {
    missing[index] = null;
    held.set(index);
    sole.clear(index);
  }

  /** The peers of the own region to whom chunks are dealt, in the order of their hashes. */
  List<Holder> othersInTurn() {
    if (othersInTurn == null) {
      othersInTurn =
          near.values().stream()
              .filter(holder -> !isAllOf(holder.chunks))
              .sorted(Comparator.comparingLong(holder -> holder.hash))
              .toList();
    }
    return othersInTurn;
  }

  boolean isAllOf(BitSet chunks) {
    return chunks.cardinality() == size;
  }

  /** Missing chunks that a single other region holds, as far as is known. */
  BitSet soleAfar() {
    BitSet once = new BitSet();
    BitSet again = new BitSet();
    for (Afar region : afar.values()) {
      BitSet both = (BitSet) region.chunks.clone();
      both.and(once);
      again.or(both);
      once.or(region.chunks);
    }
    once.andNot(again);
    once.andNot(held);
    return once;
  }

  @Nullable Holder holder(NodeName node) {
    return holders.get(node);
  }

  /** Whether a peer that counts says that it has a chunk which is missing here. */
  boolean isMissingHeldBy(Predicate<Holder> counts) {
    return holders.values().stream()
        .filter(counts)
        .anyMatch(holder -> holder.chunks.stream().anyMatch(index -> missing[index] != null));
  }

  List<Holder> holders() {
    return List.copyOf(holders.values());
  }

  void add(Holder holder) {
    NodeName node = holder.peer.node();
    holders.put(node, holder);
    if (holder.isInRegion) {
      near.put(node, holder);
    } else {
      afar.computeIfAbsent(holder.peer.region(), Afar::new).holders.put(node, holder);
    }
  }

  void remove(Holder holder) {
    NodeName node = holder.peer.node();
    holders.remove(node);
    if (holder.isInRegion) {
      near.remove(node);
      return;
    }
    Afar region = afar.get(holder.peer.region());
    if (region != null) {
      region.holders.remove(node);
      if (region.holders.isEmpty()) {
        afar.remove(holder.peer.region());
      }
    }
  }

  /** Nobody is needed any more: all is here. */
  void forgetHolders() {
    holders.clear();
    near.clear();
    afar.clear();
    othersInTurn = null;
  }

  /** Who takes part in the turns of the region has changed. */
  void dealAnew() {
    othersInTurn = null;
    for (Chunk chunk : missing) {
      if (chunk != null) {
        chunk.nearOpenAtNanos = Chunk.UNKNOWN;
      }
    }
  }

  /** Who takes part in the turns of regions has changed. */
  void dealRegionsAnew() {
    for (Chunk chunk : missing) {
      if (chunk != null) {
        chunk.regionOpenAtNanos = Chunk.UNKNOWN;
      }
    }
  }

  int farCount() {
    return holders.size() - near.size();
  }

  /**
   * The peer to forget so that a new holder of {@code chunkCount} chunks may be remembered: the one
   * with the fewest among those, null if all have at least as many.
   */
  static @Nullable Holder leastUseful(Collection<Holder> among, int chunkCount) {
    Holder least = null;
    int fewest = chunkCount;
    for (Holder holder : among) {
      if (holder.chunks.cardinality() < fewest) {
        least = holder;
        fewest = holder.chunks.cardinality();
      }
    }
    return least;
  }

  /**
   * The same for one of another region: of those of the region that has the most, so that many who
   * have all in one region do not hide what the others have.
   */
  @Nullable Holder leastUsefulAfar(RegionName region, int chunkCount) {
    Afar own = afar.get(region);
    int ownCount = own == null ? 0 : own.holders.size();
    Afar crowded = null;
    int most = ownCount + 1;
    for (Afar each : afar.values()) {
      if (each.holders.size() > most) {
        crowded = each;
        most = each.holders.size();
      }
    }
    if (crowded != null) {
      return leastUseful(crowded.holders.values(), Integer.MAX_VALUE);
    }
    return own == null ? null : leastUseful(own.holders.values(), chunkCount);
  }
}
