package dev.linnet.core.swarm;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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

  /** What is known of another region as a whole. */
  static final class Afar {
    final long hash;

    /** What any of it holds. */
    BitSet chunks = new BitSet();

    /** When one of it last said that it holds more than before. */
    long progressNanos;

    Afar(RegionName region, long nowNanos) {
      this.hash = Turns.hash(region);
      this.progressNanos = nowNanos;
    }
  }

  final Manifest manifest;
  final int size;
  final BitSet held = new BitSet();

  /** Missing chunks that a single peer of the own region holds. */
  final BitSet sole = new BitSet();

  final TreeMap<NodeName, Holder> holders = new TreeMap<>();

  /** The other regions of which anyone spoke about the manifest who does not fail. */
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
          holders.values().stream()
              .filter(holder -> holder.isInRegion && !isAllOf(holder.chunks))
              .sorted(Comparator.comparingLong(holder -> holder.hash))
              .toList();
    }
    return othersInTurn;
  }

  boolean isAllOf(BitSet chunks) {
    return chunks.cardinality() == size;
  }

  /**
   * One of another region came, went, or holds something else than before: more, if that is
   * progress. Who fails does not count, whatever it claims.
   */
  void lookAfar(RegionName region, Predicate<Holder> fails, long nowNanos, boolean isProgress) {
    List<Holder> all =
        holders.values().stream()
            .filter(holder -> holder.peer.region().equals(region) && !fails.test(holder))
            .toList();
    if (all.isEmpty()) {
      afar.remove(region);
      return;
    }
    Afar known = afar.computeIfAbsent(region, name -> new Afar(name, nowNanos));
    known.chunks = new BitSet();
    all.forEach(holder -> known.chunks.or(holder.chunks));
    if (isProgress) {
      known.progressNanos = nowNanos;
    }
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

  /** Nobody is needed any more: all is here. */
  void forgetHolders() {
    holders.clear();
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

  /**
   * The peer to forget so that a new holder of {@code chunkCount} chunks may be remembered: the one
   * with the fewest among those, null if all have at least as many.
   */
  @Nullable Holder leastUseful(Predicate<Holder> among, int chunkCount) {
    Holder least = null;
    int fewest = chunkCount;
    for (Holder holder : holders.values()) {
      if (among.test(holder) && holder.chunks.cardinality() < fewest) {
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
    Map<RegionName, Integer> counts = new TreeMap<>();
    holders.values().stream()
        .filter(holder -> !holder.isInRegion)
        .forEach(holder -> counts.merge(holder.peer.region(), 1, Integer::sum));
    RegionName crowded = Collections.max(counts.entrySet(), Map.Entry.comparingByValue()).getKey();
    boolean isFuller = counts.getOrDefault(crowded, 0) > counts.getOrDefault(region, 0) + 1;
    RegionName from = isFuller ? crowded : region;
    return leastUseful(
        holder -> holder.peer.region().equals(from), isFuller ? Integer.MAX_VALUE : chunkCount);
  }

  long holderCount(boolean isInRegion) {
    return holders.values().stream().filter(holder -> holder.isInRegion == isInRegion).count();
  }
}
