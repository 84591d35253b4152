package dev.linnet.core.swarm;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Digest;
import java.util.BitSet;
import java.util.Collection;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the books on who holds what: the peers of each want, bounded, and the counts by which the
 * missing chunks are sorted. When the first or the last holder of a chunk shows or goes, the turns
 * at it start anew.
 */
final class Holders {
  private final RegionName region;
  private final SwarmSettings settings;
  private final Standings standings;
  private final TreeSet<Chunk> rarestFirst;
  private final Touched touched;

  /**
   * @param rarestFirst the missing chunks, sorted anew as their counts change
   */
  Holders(
      RegionName region,
      SwarmSettings settings,
      Standings standings,
      TreeSet<Chunk> rarestFirst,
      Touched touched) {
    this.region = region;
    this.settings = settings;
    this.standings = standings;
    this.rarestFirst = rarestFirst;
    this.touched = touched;
  }

  /** A peer claims these chunks and no others; ignored if more useful peers fill the book. */
  void claim(Want want, Peer peer, BitSet claimed, long nowNanos) {
    Want.Holder holder = want.holder(peer.node());
    if (holder != null && !holder.peer.equals(peer)) {
      drop(want, holder, nowNanos);
      holder = null;
    }
    if (holder == null) {
      holder = remember(want, peer, claimed.cardinality(), nowNanos);
    }
    if (holder != null) {
      replaceChunks(want, holder, claimed, nowNanos);
    }
  }

  private Want.@Nullable Holder remember(Want want, Peer peer, int chunkCount, long nowNanos) {
    boolean isInRegion = peer.region().equals(region);
    if ((isInRegion ? want.near.size() : want.farCount()) >= settings.maxHolders()) {
      Want.Holder least =
          isInRegion
              ? Want.leastUseful(want.near.values(), chunkCount)
              : want.leastUsefulAfar(peer.region(), chunkCount);
      if (least == null) {
        return null;
      }
      drop(want, least, nowNanos);
    }
    Want.Holder holder = new Want.Holder(peer, isInRegion, nowNanos);
    want.add(holder);
    if (isInRegion) {
      dealAnew(want);
    }
    return holder;
  }

  /** Forgets what a peer holds. */
  void drop(Want want, Want.Holder holder, long nowNanos) {
    replaceChunks(want, holder, new BitSet(), nowNanos);
    want.remove(holder);
    if (holder.isInRegion) {
      dealAnew(want);
    } else {
      lookAfar(want, holder, nowNanos, false);
    }
  }

  /** Takes in all that a peer claims now; more than before shows that it is at work. */
  void replaceChunks(Want want, Want.Holder holder, BitSet claimed, long nowNanos) {
    BitSet gained = (BitSet) claimed.clone();
    gained.andNot(holder.chunks);
    BitSet lost = (BitSet) holder.chunks.clone();
    lost.andNot(claimed);
    gained.stream().forEach(i -> count(want.missingAt(i), holder.isInRegion, 1, nowNanos));
    lost.stream().forEach(i -> count(want.missingAt(i), holder.isInRegion, -1, nowNanos));
    boolean isDealtAnew = holder.isInRegion && want.isAllOf(holder.chunks) != want.isAllOf(claimed);
    holder.chunks = claimed;
    if (isDealtAnew) {
      dealAnew(want);
    }
    if (!gained.isEmpty()) {
      holder.progressNanos = nowNanos;
    }
    if (!holder.isInRegion) {
      lookAfar(want, holder, nowNanos, !gained.isEmpty() && !standings.isFailing(holder.key));
    }
  }

  private void dealAnew(Want want) {
    want.dealAnew();
    touched.addAll();
  }

  private void lookAfar(Want want, Want.Holder of, long nowNanos, boolean isProgress) {
    Afar region = want.afar.get(of.peer.region());
    if (region != null) {
      region.look(holder -> standings.isFailing(holder.key), nowNanos, isProgress);
    }
  }

  /** A peer began to fail: if it is of another region, that is not waited for because of it. */
  void failed(Collection<Want> wants, NodeName node, long nowNanos) {
    for (Want want : wants) {
      Want.Holder holder = want.holder(node);
      if (holder != null && !holder.isInRegion) {
        lookAfar(want, holder, nowNanos, false);
        want.dealRegionsAnew();
      }
    }
  }

  private void count(@Nullable Chunk chunk, boolean isInRegion, int change, long nowNanos) {
    if (chunk == null) {
      return;
    }
    rarestFirst.remove(chunk);
    if (isInRegion) {
      countInRegion(chunk, change, nowNanos);
    } else {
      chunk.holdersElsewhere += change;
      chunk.regionOpenAtNanos = Chunk.UNKNOWN;
      if (change > 0 && chunk.holdersElsewhere == 1 && !hasWorkingOrigin(chunk)) {
        chunk.restartTurns(nowNanos);
      }
    }
    rarestFirst.add(chunk);
    touched.add(chunk);
  }

  private static void countInRegion(Chunk chunk, int change, long nowNanos) {
    chunk.holdersInRegion += change;
    chunk.nearOpenAtNanos = Chunk.UNKNOWN;
    for (Chunk.Place place : chunk.places) {
      place.want().sole.set(place.index(), chunk.holdersInRegion == 1);
    }
    if (chunk.holdersInRegion == 1) {
      chunk.nearSinceNanos = nowNanos;
    } else if (chunk.holdersInRegion == 0) {
      chunk.restartTurns(nowNanos);
    }
  }

  private boolean hasWorkingOrigin(Chunk chunk) {
    for (Chunk.Place place : chunk.places) {
      String baseUrl = place.want().manifest.origin();
      if (baseUrl != null && !standings.isFailing(SourceKey.of(new Source.OfOrigin(baseUrl)))) {
        return true;
      }
    }
    return false;
  }

  /** Forgets a peer for good in each manifest that has the chunk it sent wrong. */
  void shun(Collection<Want> wants, NodeName node, Digest digest, long nowNanos) {
    for (Want want : wants) {
      if (want.manifest.chunks().stream().anyMatch(ref -> ref.digest().equals(digest))) {
        want.shunned.add(node);
        Want.Holder holder = want.holder(node);
        if (holder != null) {
          drop(want, holder, nowNanos);
        }
      }
    }
  }
}
