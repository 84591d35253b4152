package dev.linnet.core.swarm;

import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.trust.Digest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Brings the wanted manifests into the store, chunk by chunk: remembers who holds what and decides
 * what to fetch next. The node tells it what happened and carries out what {@link #next} returns.
 *
 * <p><b>What it needs to hear.</b> A node that wants a manifest tells its region which chunks it
 * holds, also while that is none, and again as it gains some: by that the others know that it is at
 * work on the chunks whose turn is its own, and wait for it. An order that is given up because of
 * {@link SwarmSettings#orderTimeoutNanos} may be answered later or never.
 */
public final class Swarm {
  /**
   * How soon what only time changes (turns, pauses, the end game) is looked at again. A look goes
   * over all chunks, and most events of a node change nothing here. What a peer claims comes by the
   * hundred in a large region, and is looked at for the chunks that it touches alone.
   */
  private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(50).toNanos();

  private final NodeName self;
  private final RegionName region;
  private final SwarmSettings settings;
  private final RandomGenerator random;
  private final Turns turns;
  private final Standings standings;
  private final InFlight inFlight = new InFlight();
  private final TreeMap<Digest, Want> wants = new TreeMap<>();
  private final TreeMap<Digest, Chunk> missing = new TreeMap<>();
  private final TreeSet<Chunk> rarestFirst = new TreeSet<>(Chunk.RAREST_FIRST);
  private final Holders holders;
  private long pausedUntilNanos = Long.MIN_VALUE;

  /** Orders allowed at once: halved when one times out, up by one for each round that arrived. */
  private double window;

  private long windowCutAtNanos = Long.MIN_VALUE;

  private final Touched touched = new Touched();

  private long lookAgainNanos = Long.MIN_VALUE;

  /** A swarm that wants nothing yet. */
  public Swarm(NodeName self, RegionName region, SwarmSettings settings, RandomGenerator random) {
    this.self = self;
    this.region = region;
    this.settings = settings;
    this.random = random;
    this.turns = new Turns(self, region, settings);
    this.standings = new Standings(settings, random);
    this.holders = new Holders(region, settings, standings, rarestFirst, touched);
    this.window = settings.maxInFlight();
  }

  /**
   * Wants a manifest of which the store holds {@code have}. For one that is wanted already, adds
   * what the store holds; what it lost is told by {@link #lost}.
   */
  public void want(Manifest manifest, BitSet have, long nowNanos) {
    List<ChunkRef> chunks = manifest.chunks();
    if (!wants.containsKey(manifest.digest())) {
      add(manifest, chunks, nowNanos);
    }
    have.stream()
        .filter(index -> index < chunks.size())
        .forEach(index -> markHeld(chunks.get(index).digest()));
  }

  private void add(Manifest manifest, List<ChunkRef> chunks, long nowNanos) {
    TreeSet<Digest> heldElsewhere = new TreeSet<>();
    for (Want other : wants.values()) {
      List<ChunkRef> others = other.manifest.chunks();
      other.held.stream().forEach(index -> heldElsewhere.add(others.get(index).digest()));
    }
    touched.addAll();
    Want want = new Want(manifest, chunks);
    wants.put(manifest.digest(), want);
    for (int index = 0; index < chunks.size(); index++) {
      ChunkRef ref = chunks.get(index);
      if (heldElsewhere.contains(ref.digest())) {
        want.markHeld(index);
        continue;
      }
      Chunk chunk = missing.get(ref.digest());
      if (chunk == null) {
        chunk = new Chunk(ref.digest(), ref.sizeBytes(), random.nextLong(), nowNanos);
        chunk.ordersInFlight = inFlight.count(ref.digest());
        missing.put(ref.digest(), chunk);
        rarestFirst.add(chunk);
      }
      chunk.places.add(new Chunk.Place(want, index));
      want.markMissing(index, chunk);
    }
  }

  /** Wants it no more; what is under way for it may still arrive. */
  public void forget(Digest manifest) {
    Want want = wants.remove(manifest);
    if (want == null) {
      return;
    }
    touched.addAll();
    want.holders().forEach(holder -> holders.drop(want, holder, holder.progressNanos));
    for (int index = 0; index < want.size; index++) {
      Chunk chunk = want.missingAt(index);
      if (chunk != null && chunk.places.removeIf(place -> place.want() == want)) {
        chunk.openAtNanos = Chunk.UNKNOWN;
        if (chunk.places.isEmpty()) {
          rarestFirst.remove(chunk);
          missing.remove(chunk.digest);
        }
      }
    }
  }

  /** Fetches chunks that the store lost again, for every manifest that is wanted and has them. */
  public void lost(Set<Digest> chunks, long nowNanos) {
    List<Want> hit = new ArrayList<>();
    for (Want want : wants.values()) {
      List<ChunkRef> all = want.manifest.chunks();
      if (want.held.stream().anyMatch(index -> chunks.contains(all.get(index).digest()))) {
        hit.add(want);
      }
    }
    // All at once: one that stayed would be believed to hold the chunk still.
    hit.forEach(want -> forget(want.manifest.digest()));
    for (Want want : hit) {
      List<ChunkRef> all = want.manifest.chunks();
      BitSet left = new BitSet(want.size);
      want.held.stream()
          .filter(index -> !chunks.contains(all.get(index).digest()))
          .forEach(left::set);
      want(want.manifest, left, nowNanos);
    }
  }

  /** Whether it was wanted and not forgotten, complete or not. */
  public boolean wants(Digest manifest) {
    return wants.containsKey(manifest);
  }

  /** Whether it is wanted and all of its chunks are in the store. */
  public boolean complete(Digest manifest) {
    Want want = wants.get(manifest);
    return want != null && want.isComplete();
  }

  /** A copy of which chunks of it are in the store; empty if it is not wanted. */
  public BitSet held(Digest manifest) {
    Want want = wants.get(manifest);
    return want == null ? new BitSet() : (BitSet) want.held.clone();
  }

  /** The manifests with missing chunks, to ask peers about, in the order of their digests. */
  public List<Digest> wanted() {
    if (missing.isEmpty()) {
      return List.of();
    }
    return wants.values().stream()
        .filter(want -> !want.isComplete())
        .map(want -> want.manifest.digest())
        .toList();
  }

  /** Whether a peer of the region said that it holds each chunk that is missing here. */
  public boolean isAllInRegion() {
    return rarestFirst.isEmpty() || rarestFirst.first().holdersInRegion > 0;
  }

  /**
   * Whether a peer that does not fail, of whatever region, said that it has what is missing here.
   */
  public boolean knowsHolder() {
    return wants.values().stream()
        .anyMatch(want -> want.isMissingHeldBy(holder -> !standings.isFailing(holder.key)));
  }

  /** Says who takes turns for the region, this node among them or not. */
  public void regionCouncil(Collection<NodeName> council) {
    if (turns.council(council)) {
      touched.addAll();
      missing.values().forEach(chunk -> chunk.openAtNanos = Chunk.UNKNOWN);
    }
  }

  /** A peer said which chunks of a manifest it holds; this replaces what it said before. */
  public void peerHolds(Peer peer, Digest manifest, BitSet chunks, long nowNanos) {
    Want want = wants.get(manifest);
    if (want == null
        || want.isComplete()
        || peer.node().equals(self)
        || want.shunned.contains(peer.node())) {
      return;
    }
    BitSet claimed = chunks.get(0, want.size);
    holders.claim(want, peer, claimed, nowNanos);
  }

  /** A peer is gone: nothing is expected of it any more, and it starts anew when it returns. */
  public void peerGone(NodeName node, long nowNanos) {
    touched.addAll();
    for (Want want : wants.values()) {
      Want.Holder holder = want.holder(node);
      if (holder != null) {
        holders.drop(want, holder, nowNanos);
      }
    }
    SourceKey key = SourceKey.of(node);
    inFlight.takeAll(order -> order.source().equals(key)).forEach(this::release);
    standings.forget(key);
  }

  /** A chunk whose digest fits is in the store; says whether it was the last of a manifest. */
  public boolean stored(Digest chunk, Source source, long nowNanos) {
    touched.addAll();
    SourceKey key = SourceKey.of(source);
    InFlight.Placed placed = inFlight.take(chunk, key);
    if (placed != null) {
      release(placed);
      window = Math.min(settings.maxInFlight(), window + 1 / window);
      long tookNanos = nowNanos - placed.placedAtNanos();
      standings.delivered(key, tookNanos, settings.maxInFlightPerSource());
      if (isAfar(source)) {
        standings.delivered(SourceKey.AFAR, tookNanos, settings.maxInFlight());
      }
    }
    standings.succeeded(key);
    return markHeld(chunk);
  }

  private boolean markHeld(Digest digest) {
    Chunk chunk = missing.remove(digest);
    if (chunk == null) {
      return false;
    }
    touched.addAll();
    boolean last = false;
    rarestFirst.remove(chunk);
    for (Chunk.Place place : chunk.places) {
      place.want().markHeld(place.index());
      if (place.want().isComplete()) {
        place.want().forgetHolders();
        last = true;
      }
    }
    return last;
  }

  /**
   * A chunk did not come from a source. After the order has timed out only a wrong chunk still
   * counts.
   */
  public void failed(Digest chunk, Source source, ChunkFailure failure, long nowNanos) {
    if (failure == ChunkFailure.CORRUPT && source instanceof Source.OfPeer peer) {
      holders.shun(wants.values(), peer.peer().node(), chunk, nowNanos);
    }
    touched.addAll();
    InFlight.Placed placed = inFlight.take(chunk, SourceKey.of(source));
    if (placed == null) {
      return;
    }
    release(placed);
    switch (failure) {
      case UNREACHABLE -> blame(placed, nowNanos);
      case TIMED_OUT -> timedOut(placed, nowNanos);
      case MISSING -> missingAt(placed, nowNanos);
      case CORRUPT -> corrupt(placed, nowNanos);
      case BUSY -> busy(placed, nowNanos);
      case NOT_STORED -> pausedUntilNanos = nowNanos + settings.storePauseNanos();
    }
  }

  /**
   * Leaves the source alone for a while. If it is a peer of the own region, the turns at the chunk
   * start anew, else all of the region would turn to the wide area at once.
   */
  private void blame(InFlight.Placed placed, long nowNanos) {
    standings.failed(placed.source(), placed.placedAtNanos(), nowNanos);
    if (placed.order().source() instanceof Source.OfPeer peer) {
      holders.failed(wants.values(), peer.peer().node(), nowNanos);
      Chunk chunk = missing.get(placed.chunk());
      if (chunk != null && peer.peer().region().equals(region)) {
        chunk.restartTurns(nowNanos);
      }
    }
  }

  private void timedOut(InFlight.Placed placed, long nowNanos) {
    blame(placed, nowNanos);
    if (placed.placedAtNanos() >= windowCutAtNanos) {
      window = Math.max(1, window / 2);
      windowCutAtNanos = nowNanos;
    }
  }

  /**
   * A busy source is asked again, and the chunk counts as held in the region meanwhile; but one
   * that is busy for as long as an order may take, and gives nothing, might hold the region up for
   * ever.
   */
  private void busy(InFlight.Placed placed, long nowNanos) {
    long patienceNanos = placed.deadlineNanos() - placed.placedAtNanos();
    if (standings.busy(placed.source(), nowNanos) >= patienceNanos) {
      blame(placed, nowNanos);
    }
  }

  private void missingAt(InFlight.Placed placed, long nowNanos) {
    if (!(placed.order().source() instanceof Source.OfPeer peer)) {
      retryAtOriginLater(placed, nowNanos);
      return;
    }
    Want want = wants.get(placed.order().manifest().digest());
    Want.Holder holder = want == null ? null : want.holder(peer.peer().node());
    if (want != null && holder != null) {
      BitSet left = (BitSet) holder.chunks.clone();
      left.clear(placed.order().chunkIndex());
      holders.replaceChunks(want, holder, left, nowNanos);
    }
    // It may just be old news; but one that always claims too much must not be asked in a loop.
    blame(placed, nowNanos);
  }

  private void corrupt(InFlight.Placed placed, long nowNanos) {
    if (placed.order().source() instanceof Source.OfOrigin) {
      // An origin may be mended, and may be the only source: it is asked again, but rarely.
      retryAtOriginLater(placed, nowNanos);
    }
    blame(placed, nowNanos);
  }

  private void retryAtOriginLater(InFlight.Placed placed, long nowNanos) {
    Chunk chunk = missing.get(placed.chunk());
    if (chunk != null) {
      chunk.originRetryAtNanos = nowNanos + settings.backoffMaxNanos();
    }
  }

  private void release(InFlight.Placed placed) {
    standings.answered(placed.source());
    if (isAfar(placed.order().source())) {
      standings.answered(SourceKey.AFAR);
    }
    Chunk chunk = missing.get(placed.chunk());
    if (chunk != null) {
      chunk.ordersInFlight = inFlight.count(placed.chunk());
    }
  }

  /**
   * What to start fetching now. To be called after each event and tick; an order is given once
   * until it is answered by {@link #stored} or {@link #failed}, or has timed out.
   */
  public List<Order> next(long nowNanos) {
    giveUpOverdue(nowNanos);
    if (missing.isEmpty() || nowNanos < pausedUntilNanos || inFlight.size() >= (int) window) {
      return List.of();
    }
    if (nowNanos >= lookAgainNanos) {
      touched.addAll();
    }
    boolean isAll = touched.isAll();
    Collection<Chunk> looked = touched.take(rarestFirst);
    if (looked.isEmpty()) {
      return List.of();
    }
    Chooser chooser = new Chooser(standings, turns, random, nowNanos);
    List<Order> orders = new ArrayList<>();
    for (Chunk chunk : looked) {
      if (inFlight.size() >= (int) window) {
        return orders;
      }
      // Those of which the region holds more come after it, and are fetched there as well.
      if (chunk.holdersInRegion > 0
          && standings.noneFails()
          && chooser.isRegionBusy(wants.values())) {
        break;
      }
      Order order = chunk.ordersInFlight == 0 ? chooser.first(chunk) : null;
      if (order != null) {
        orders.add(place(chunk, order, nowNanos));
      }
    }
    if (isAll) {
      lookAgainNanos = nowNanos + LOOK_AGAIN_NANOS;
      orderSecond(chooser, orders, nowNanos);
    }
    return orders;
  }

  private void orderSecond(Chooser chooser, List<Order> orders, long nowNanos) {
    if (wants.values().stream().noneMatch(this::isNearlyComplete)) {
      return;
    }
    for (Chunk chunk : rarestFirst) {
      Order order = inFlight.size() < (int) window ? duplicate(chooser, chunk, nowNanos) : null;
      if (order != null) {
        orders.add(place(chunk, order, nowNanos));
      }
    }
  }

  private boolean isNearlyComplete(Want want) {
    return !want.isComplete() && want.missingCount() <= settings.endGameChunks();
  }

  /** A second order of a late chunk when few are missing, so that one slow source holds up none. */
  private @Nullable Order duplicate(Chooser chooser, Chunk chunk, long nowNanos) {
    if (chunk.ordersInFlight != 1
        || chunk.places.stream().noneMatch(place -> isNearlyComplete(place.want()))) {
      return null;
    }
    InFlight.Placed placed = inFlight.find(chunk.digest);
    if (placed == null || nowNanos - placed.placedAtNanos() < settings.endGameAfterNanos()) {
      return null;
    }
    boolean alsoAcrossRegions = nowNanos - placed.placedAtNanos() >= settings.stepInNanos();
    return chooser.second(chunk, placed.source(), alsoAcrossRegions);
  }

  private Order place(Chunk chunk, Order order, long nowNanos) {
    SourceKey key = SourceKey.of(order.source());
    inFlight.add(
        new InFlight.Placed(
            order, chunk.digest, key, nowNanos, nowNanos + settings.timeoutNanos(chunk.sizeBytes)));
    standings.ordered(key);
    if (isAfar(order.source())) {
      standings.ordered(SourceKey.AFAR);
    }
    chunk.ordersInFlight++;
    return order;
  }

  private boolean isAfar(Source source) {
    return source instanceof Source.OfPeer peer && !peer.peer().region().equals(region);
  }

  private void giveUpOverdue(long nowNanos) {
    for (InFlight.Placed placed : inFlight.takeAll(o -> nowNanos >= o.deadlineNanos())) {
      touched.addAll();
      release(placed);
      if (missing.containsKey(placed.chunk())) {
        timedOut(placed, nowNanos);
      }
    }
  }
}
