package dev.linnet.core.swarm;

import dev.linnet.core.trust.Digest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The policy: the best source for a chunk at one moment. Among sources of the same kind the least
 * busy is taken, and chance decides among equals.
 */
final class Chooser {
  /** The holders of one manifest that may be asked now. */
  private static final class View {
    final List<Want.Holder> inRegion = new ArrayList<>();
    final List<Want.Holder> elsewhere = new ArrayList<>();

    /** Chunks that a usable peer of the own region holds, even if it is busy. */
    final BitSet inRegionChunks = new BitSet();
  }

  private final Standings standings;
  private final Turns turns;
  private final RandomGenerator random;
  private final long nowNanos;
  private final TreeMap<Digest, View> views = new TreeMap<>();

  Chooser(Standings standings, Turns turns, RandomGenerator random, long nowNanos) {
    this.standings = standings;
    this.turns = turns;
    this.random = random;
    this.nowNanos = nowNanos;
  }

  /** What to order for a chunk that nobody was asked for; null to wait. */
  @Nullable Order first(Chunk chunk) {
    Order near = fromPeer(chunk, true, null);
    if (near != null || isHeldInRegion(chunk) || !isOwnTurn(chunk)) {
      return near;
    }
    Order far = fromPeer(chunk, false, null);
    return far != null ? far : fromOrigin(chunk, null);
  }

  /** What to order besides the one source that was asked; null for nothing. */
  @Nullable Order second(Chunk chunk, SourceKey asked, boolean alsoAcrossRegions) {
    Order near = fromPeer(chunk, true, asked);
    if (near != null || !alsoAcrossRegions) {
      return near;
    }
    Order far = fromPeer(chunk, false, asked);
    return far != null ? far : fromOrigin(chunk, asked);
  }

  private boolean isHeldInRegion(Chunk chunk) {
    for (Chunk.Place place : chunk.places) {
      if (view(place.want()).inRegionChunks.get(place.index())) {
        return true;
      }
    }
    return false;
  }

  private boolean isOwnTurn(Chunk chunk) {
    if (chunk.openAtNanos == Chunk.UNKNOWN || nowNanos >= chunk.openAtNanos) {
      chunk.openAtNanos = turns.openAtNanos(chunk);
    }
    return nowNanos >= chunk.openAtNanos;
  }

  private @Nullable Order fromPeer(Chunk chunk, boolean inRegion, @Nullable SourceKey except) {
    Order best = null;
    int bestLoad = Integer.MAX_VALUE;
    int equals = 0;
    for (Chunk.Place place : chunk.places) {
      View view = view(place.want());
      for (Want.Holder holder : inRegion ? view.inRegion : view.elsewhere) {
        SourceKey key = holder.key;
        if (!holder.chunks.get(place.index()) || !standings.hasRoom(key) || key.equals(except)) {
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

  private View view(Want want) {
    View known = views.get(want.manifest.digest());
    if (known != null) {
      return known;
    }
    View view = new View();
    for (Want.Holder holder : want.holders.values()) {
      if (!standings.isUsable(holder.key, nowNanos)) {
        continue;
      }
      if (holder.isInRegion) {
        view.inRegionChunks.or(holder.chunks);
      }
      if (standings.hasRoom(holder.key)) {
        (holder.isInRegion ? view.inRegion : view.elsewhere).add(holder);
      }
    }
    views.put(want.manifest.digest(), view);
    return view;
  }
}
