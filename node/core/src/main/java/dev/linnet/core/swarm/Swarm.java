package dev.linnet.core.swarm;

import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.trust.Digest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Decides which chunk to fetch from which source next, for the manifests that this node wants.
 * Rarest first, own region first. From afar, that is from another region or from an origin, a chunk
 * is fetched by the first few of the region's members in rendezvous order; each next one steps in
 * when it has waited for its turn, so that every byte crosses into a region about once, and a dead
 * fetcher costs one wait.
 */
public final class Swarm {
  private final NodeName self;
  private final RegionName region;
  private final SwarmSettings settings;
  private final RandomGenerator random;
  private final Sources sources;
  private final Map<Digest, Want> wants = new TreeMap<>();
  private final Map<Digest, Flight> flights = new TreeMap<>();
  private SortedSet<NodeName> members = new TreeSet<>();
  private long pausedUntilNanos = Long.MIN_VALUE;

  /** A chunk to fetch now. */
  public record Order(Manifest manifest, int chunkIndex, Source source) {}

  private record Flight(Source source, long deadlineNanos) {}

  public Swarm(NodeName self, RegionName region, SwarmSettings settings, RandomGenerator random) {
    this.self = self;
    this.region = region;
    this.settings = settings;
    this.random = random;
    this.sources = new Sources();
  }

  /** Wants a manifest's chunks from now on; {@code have} are there already. */
  public void want(Manifest manifest, BitSet have, long nowNanos) {
    wants.putIfAbsent(manifest.digest(), new Want(manifest, have, nowNanos));
  }

  public void forget(Digest manifest) {
    wants.remove(manifest);
  }

  public boolean complete(Digest manifest) {
    Want want = wants.get(manifest);
    return want != null && want.complete();
  }

  /** The chunks of a wanted manifest that are here. */
  public BitSet held(Digest manifest) {
    Want want = wants.get(manifest);
    return want == null ? new BitSet() : want.held();
  }

  /** The manifests of which chunks are missing. */
  public List<Digest> wanted() {
    return wants.values().stream()
        .filter(want -> !want.complete())
        .map(want -> want.manifest().digest())
        .toList();
  }

  public void regionMembers(SortedSet<NodeName> now) {
    members = new TreeSet<>(now);
    members.add(self);
  }

  public void peerHolds(Peer peer, Digest manifest, BitSet chunks) {
    Want want = wants.get(manifest);
    if (want != null) {
      want.peerHolds(peer, chunks);
    }
  }

  public void peerGone(NodeName node) {
    wants.values().forEach(want -> want.peerGone(node));
  }

  public void stored(Digest chunk, Source source, long nowNanos) {
    flights.remove(chunk);
    sources.succeeded(source);
    wants.values().forEach(want -> want.stored(chunk));
  }

  public void failed(Digest chunk, Source source, ChunkFailure failure, long nowNanos) {
    Flight flight = flights.get(chunk);
    if (flight != null && flight.source().equals(source)) {
      flights.remove(chunk);
    }
    if (failure == ChunkFailure.NOT_STORED) {
      pausedUntilNanos = nowNanos + STORE_PAUSE_NANOS;
    } else {
      sources.failed(source, failure, nowNanos);
    }
    if (failure == ChunkFailure.MISSING && source instanceof Source.OfPeer peer) {
      wants.values().forEach(want -> want.peerLacks(peer.peer().node(), chunk));
    }
  }

  /** How long a store that cannot take a chunk is left alone. */
  private static final long STORE_PAUSE_NANOS = 5_000_000_000L;

  /** What to start fetching now. An order is not given again until it was answered or timed out. */
  public List<Order> next(long nowNanos) {
    flights
        .entrySet()
        .removeIf(
            entry -> {
              boolean late = entry.getValue().deadlineNanos() <= nowNanos;
              if (late) {
                sources.failed(entry.getValue().source(), ChunkFailure.TIMED_OUT, nowNanos);
              }
              return late;
            });
    List<Order> orders = new ArrayList<>();
    if (nowNanos < pausedUntilNanos) {
      return orders;
    }
    for (Want want : wants.values()) {
      if (want.complete()) {
        continue;
      }
      for (int index : want.rarestFirst(random)) {
        if (flights.size() >= settings.inFlight()) {
          return orders;
        }
        ChunkRef chunk = want.chunk(index);
        if (!flights.containsKey(chunk.digest())) {
          source(want, index, nowNanos)
              .ifPresent(
                  source -> {
                    flights.put(
                        chunk.digest(),
                        new Flight(source, nowNanos + settings.timeout().toNanos()));
                    orders.add(new Order(want.manifest(), index, source));
                  });
        }
      }
    }
    return orders;
  }

  private Optional<Source> source(Want want, int index, long nowNanos) {
    List<Source> near = new ArrayList<>();
    List<Source> far = new ArrayList<>();
    for (Peer peer : want.holders(index)) {
      (peer.region().equals(region) ? near : far).add(new Source.OfPeer(peer));
    }
    if (want.manifest().origin() != null) {
      far.add(new Source.OfOrigin(want.manifest().origin()));
    }
    Optional<Source> nearest = leastBusy(near, nowNanos);
    if (nearest.isPresent() || !near.isEmpty() && !outwaited(want, nowNanos)) {
      return nearest;
    }
    return mayFetchFromAfar(want, index, nowNanos) ? leastBusy(far, nowNanos) : Optional.empty();
  }

  /** Whether the region's own holders have been too busy or silent for a whole turn. */
  private boolean outwaited(Want want, long nowNanos) {
    return nowNanos - want.sinceNanos() > settings.stepIn().toNanos();
  }

  /** Whether this member's turn has come: at once for the first in rank, later for each next. */
  private boolean mayFetchFromAfar(Want want, int index, long nowNanos) {
    int rank = want.rank(index, members, self);
    long turns = Math.max(0, rank - settings.wideFetchers() + 1);
    return nowNanos - want.sinceNanos() >= turns * settings.stepIn().toNanos();
  }

  private Optional<Source> leastBusy(List<Source> candidates, long nowNanos) {
    List<Source> usable = new ArrayList<>();
    for (Source source : candidates) {
      if (sources.usable(source, nowNanos) && load(source) < settings.inFlightPerSource()) {
        usable.add(source);
      }
    }
    if (usable.isEmpty()) {
      return Optional.empty();
    }
    int offset = random.nextInt(usable.size());
    Collections.rotate(usable, offset);
    return usable.stream().min(Comparator.comparingInt(this::load));
  }

  private int load(Source source) {
    int load = 0;
    for (Flight flight : flights.values()) {
      load += flight.source().equals(source) ? 1 : 0;
    }
    return load;
  }
}
