package dev.linnet.core.swarm;

import dev.linnet.core.trust.Digest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A chunk that is missing, wherever in the wanted manifests it stands. */
final class Chunk {
  /**
   * Rarest in the own region first, for those cost the wide area; then rarest elsewhere; then at
   * random, by a number drawn once, so that the nodes of a region do not all ask for the same.
   */
  static final Comparator<Chunk> RAREST_FIRST =
      Comparator.<Chunk>comparingInt(chunk -> chunk.holdersInRegion)
          .thenComparingInt(chunk -> chunk.holdersElsewhere)
          .thenComparingLong(chunk -> chunk.tie)
          .thenComparing(chunk -> chunk.digest);

  /** A chunk's index in one manifest. */
  record Place(Want want, int index) {}

  /** When it is not known yet from when on this node may fetch it. */
  static final long UNKNOWN = Long.MIN_VALUE;

  final Digest digest;
  final long hash;
  final int sizeBytes;
  final List<Place> places = new ArrayList<>(1);
  private final long tie;

  /** Part of the order: changed only while the chunk is outside of every sorted set. */
  int holdersInRegion;

  /** Part of the order, like {@link #holdersInRegion}. */
  int holdersElsewhere;

  int ordersInFlight;

  /** Since when the region's members take turns at this chunk. */
  long turnsSinceNanos;

  /** A lower bound of when this node's turn comes across the wide area, or {@link #UNKNOWN}. */
  long openAtNanos = UNKNOWN;

  /**
   * The same bound for this region, in turn with others: from when on peers of those may be asked.
   */
  long regionOpenAtNanos = UNKNOWN;

  /** Since when a peer of the region is the only one there that holds it. */
  long nearSinceNanos;

  /** The same bound for fetching it inside the region. */
  long nearOpenAtNanos = UNKNOWN;

  /** Until then the origin is not asked for this chunk. */
  long originRetryAtNanos = Long.MIN_VALUE;

  Chunk(Digest digest, int sizeBytes, long tie, long nowNanos) {
    this.digest = digest;
    this.hash = Turns.hash(digest);
    this.sizeBytes = sizeBytes;
    this.tie = tie;
    this.turnsSinceNanos = nowNanos;
    this.nearSinceNanos = nowNanos;
  }

  /** Gives every member its turn anew: where the chunk can be had has changed. */
  void restartTurns(long nowNanos) {
    turnsSinceNanos = Math.max(turnsSinceNanos, nowNanos);
    openAtNanos = UNKNOWN;
    regionOpenAtNanos = UNKNOWN;
  }
}
