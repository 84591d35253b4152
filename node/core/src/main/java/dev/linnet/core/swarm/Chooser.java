package dev.linnet.core.swarm;

import dev.linnet.core.trust.Digest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The policy: the best source for a chunk at one moment. Among sources of the same kind the least
 * busy is taken, and chance decides among equals.
 */
final class Chooser {
  /** The holders of one manifest in the own region, or beyond it, that may be asked now. */
  private static final class View {
    final List<Candidate> candidates = new ArrayList<>();

    /**
     * Chunks that one holds who did not fail when it was last asked, even if it is busy. One that
     * failed is tried again, but nobody waits for it.
     */
    final BitSet chunks = new BitSet();

    /** Of those, what one holds that is not the only holder of any chunk. */
    final BitSet relayed = new BitSet();
  }

  /**
   * @param isSole whether it, or its region if that is another, is the only one to hold some
   *     missing chunk
   */
  private record Candidate(Want.Holder holder, boolean isSole) {}

  private final Standings standings;
  private final Turns turns;
  private final RandomGenerator random;
  private final long nowNanos;
  private final TreeMap<Digest, View> near = new TreeMap<>();

  /**
   * Apart, since who waits for its turn asks nobody beyond its region, and that after each event.
   */
  private final TreeMap<Digest, View> far = new TreeMap<>();

  Chooser(Standings standings, Turns turns, RandomGenerator random, long nowNanos) {
    this.standings = standings;
    this.turns = turns;
    this.random = random;
    this.nowNanos = nowNanos;
  }

  /** What to order for a chunk that nobody was asked for; null to wait. */
  @Nullable Order first(Chunk chunk) {
    if (isHeldInRegion(chunk)) {
      return isOwnTurnNear(chunk) ? fromPeer(chunk, true, null) : null;
    }
    Order nearest = chunk.holdersInRegion > 0 ? fromPeer(chunk, true, null) : null;
    if (nearest != null || !isOwnTurnAfar(chunk)) {
      return nearest;
    }
    boolean mayAskAfar = standings.hasRoom(SourceKey.AFAR) && isTurnOfRegion(chunk);
    Order farther = mayAskAfar ? fromPeer(chunk, false, null) : null;
    return farther != null ? farther : fromOrigin(chunk, null);
  }

  /** What to order besides the one source that was asked; null for nothing. */
  @Nullable Order second(Chunk chunk, SourceKey asked, boolean alsoAcrossRegions) {
    Order nearest = fromPeer(chunk, true, asked);
    if (nearest != null || !alsoAcrossRegions) {
      return nearest;
    }
    Order farther = fromPeer(chunk, false, asked);
    return farther != null ? farther : fromOrigin(chunk, asked);
  }

  /**
   * Whether nobody of the region who holds anything may be given another order, as far as was
   * looked: to look costs more than to go over some chunks whose turn it is not.
   */
  boolean isRegionBusy(Collection<Want> wants) {
    for (Want want : wants) {
      if (want.isComplete()) {
        continue;
      }
      View view = near.get(want.manifest.digest());
      if (view == null) {
        return false;
      }
      List<Candidate> candidates = view.candidates;
      for (int last = candidates.size() - 1; last >= 0; last--) {
        if (standings.hasRoom(candidates.get(last).holder().key)) {
          return false;
        }
        candidates.remove(last);
      }
    }
    return true;
  }

  private boolean isHeldInRegion(Chunk chunk) {
    if (standings.noneFails()) {
      return chunk.holdersInRegion > 0;
    }
    for (Chunk.Place place : chunk.places) {
      if (view(place.want(), true).chunks.get(place.index())) {
        return true;
      }
    }
    return false;
  }

  private boolean isOwnTurnNear(Chunk chunk) {
    if (chunk.nearOpenAtNanos == Chunk.UNKNOWN || nowNanos >= chunk.nearOpenAtNanos) {
      chunk.nearOpenAtNanos = turns.nearOpenAtNanos(chunk);
    }
    return nowNanos >= chunk.nearOpenAtNanos;
  }

  private boolean isOwnTurnAfar(Chunk chunk) {
    if (chunk.openAtNanos == Chunk.UNKNOWN || nowNanos >= chunk.openAtNanos) {
      chunk.openAtNanos = turns.openAtNanos(chunk);
    }
    return nowNanos >= chunk.openAtNanos;
  }

  private boolean isTurnOfRegion(Chunk chunk) {
    if (chunk.regionOpenAtNanos == Chunk.UNKNOWN || nowNanos >= chunk.regionOpenAtNanos) {
      chunk.regionOpenAtNanos = turns.regionOpenAtNanos(chunk);
    }
    return nowNanos >= chunk.regionOpenAtNanos;
  }

  private @Nullable Order fromPeer(Chunk chunk, boolean inRegion, @Nullable SourceKey except) {
    if (!inRegion && !standings.hasRoom(SourceKey.AFAR)) {
      return null;
    }
    Order best = null;
    int bestLoad = Integer.MAX_VALUE;
    int equals = 0;
    for (Chunk.Place place : chunk.places) {
      View view = view(place.want(), inRegion);
      boolean sparesSole = view.relayed.get(place.index());
      for (Candidate candidate : view.candidates) {
        Want.Holder holder = candidate.holder();
        SourceKey key = holder.key;
        if (!holder.chunks.get(place.index())
            || !standings.hasRoom(key)
            || key.equals(except)
            || (sparesSole && candidate.isSole())) {
          continue;
        }
        int load = standings.inFlight(key);
        equals = load < bestLoad ? 1 : load == bestLoad ? equals + 1 : equals;
        if (load < bestLoad || (load == bestLoad && random.nextInt(equals) == 0)) {
          bestLoad = load;
          best = new Order(place.want().manifest, place.index(), new Source.OfPeer(holder.peer));
        }
      }
    }
    return best;
  }

  private @Nullable Order fromOrigin(Chunk chunk, @Nullable SourceKey except) {
    if (nowNanos < chunk.originRetryAtNanos) {
      return null;
    }
    for (Chunk.Place place : chunk.places) {
      String baseUrl = place.want().manifest.origin();
      if (baseUrl == null) {
        continue;
      }
      Source origin = new Source.OfOrigin(baseUrl);
      SourceKey key = SourceKey.of(origin);
      if (standings.isUsable(key, nowNanos) && standings.hasRoom(key) && !key.equals(except)) {
        return new Order(place.want().manifest, place.index(), origin);
      }
    }
    return null;
  }

  private View view(Want want, boolean inRegion) {
    TreeMap<Digest, View> views = inRegion ? near : far;
    View known = views.get(want.manifest.digest());
    if (known != null) {
      return known;
    }
    View view = new View();
    if (inRegion) {
      for (Want.Holder holder : want.near.values()) {
        add(view, holder, holder.chunks.intersects(want.sole));
      }
    } else {
      BitSet sole = want.soleAfar();
      for (Afar region : want.afar.values()) {
        boolean isSole = region.chunks.intersects(sole);
        region.holders.values().forEach(holder -> add(view, holder, isSole));
      }
    }
    views.put(want.manifest.digest(), view);
    return view;
  }

  private void add(View view, Want.Holder holder, boolean isSole) {
    if (holder.chunks.isEmpty()) {
      return;
    }
    if (!standings.isFailing(holder.key)) {
      view.chunks.or(holder.chunks);
    }
    if (!standings.isUsable(holder.key, nowNanos)) {
      return;
    }
    if (!isSole) {
      view.relayed.or(holder.chunks);
    }
    if (standings.hasRoom(holder.key)) {
      view.candidates.add(new Candidate(holder, isSole));
    }
  }
}
