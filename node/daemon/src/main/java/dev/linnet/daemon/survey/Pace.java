package dev.linnet.daemon.survey;

import dev.linnet.core.Event;
import dev.linnet.core.health.Observation;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.swarm.Source;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.survey.Survey.Absences;
import dev.linnet.daemon.survey.Survey.Received;
import dev.linnet.daemon.survey.Survey.Requests;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * How fast this node is and what is asked of it: the time from each order to the event that ends
 * it, and what the events say. Thread-safe and cheap; lost with the process.
 */
public final class Pace {
  private final LongSupplier clock;
  private final long startNanos;
  private final Map<Digest, Long> triedSince = new TreeMap<>();
  private final Map<Digest, Long> loadedSince = new TreeMap<>();
  private final Set<Digest> loaded = new HashSet<>();
  private final Map<RegionName, Incoming> incoming = new TreeMap<>();
  private final Map<ModelName, RecentRequests> requests = new TreeMap<>();
  private final Map<NodeName, Long> awaySince = new TreeMap<>();
  private long trialNanos;
  private long loadNanos;
  private long departures;
  private long returns;
  private long absentNanos;

  /**
   * Begins to watch.
   *
   * @param clock nanoseconds of a clock that never jumps
   */
  public Pace(LongSupplier clock) {
    this.clock = clock;
    this.startNanos = clock.getAsLong();
  }

  /** A chunk is ordered. */
  public synchronized void fetches(ChunkRef chunk, Source source) {
    if (source instanceof Source.OfPeer peer) {
      incoming
          .computeIfAbsent(peer.peer().region(), any -> new Incoming())
          .ordered(chunk, clock.getAsLong());
    }
  }

  /** A trial is ordered. */
  public synchronized void tries(Manifest manifest) {
    triedSince.put(manifest.digest(), clock.getAsLong());
  }

  /** A version is to serve. One that was loaded before may be warm, and says nothing. */
  public synchronized void loads(Manifest manifest) {
    if (!loaded.contains(manifest.digest())) {
      loadedSince.put(manifest.digest(), clock.getAsLong());
    }
  }

  /** An event is about to be handed to the node. */
  public synchronized void saw(Event event) {
    long now = clock.getAsLong();
    if (event instanceof Event.TrialFinished finished) {
      Long since = triedSince.remove(finished.manifest());
      trialNanos = since == null || !finished.passed() ? trialNanos : now - since;
    } else if (event instanceof Event.TrialPutOff putOff) {
      triedSince.remove(putOff.manifest());
    } else if (event instanceof Event.ServingStarted started) {
      Long since = loadedSince.remove(started.manifest());
      loadNanos = since == null ? loadNanos : now - since;
      loaded.add(started.manifest());
    } else if (event instanceof Event.ServingFailed failed) {
      loadedSince.remove(failed.manifest());
    } else if (event instanceof Event.ServingLate late) {
      loadedSince.remove(late.manifest());
    } else if (event instanceof Event.ChunkStored stored) {
      ended(stored.chunk(), stored.source(), true, now);
    } else if (event instanceof Event.ChunkFailed failed) {
      ended(failed.chunk(), failed.source(), false, now);
    } else if (event instanceof Event.Observed observed && loaded.contains(observed.manifest())) {
      Observation seen = observed.observation();
      requests
          .computeIfAbsent(observed.model(), any -> new RecentRequests(now - seen.spanNanos()))
          .add(seen.requests(), seen.failures(), seen.spanNanos(), now);
    } else if (event instanceof Event.PeerDown down && !down.suspectedOnly()) {
      departures += awaySince.putIfAbsent(down.node(), now) == null ? 1 : 0;
    } else if (event instanceof Event.PeerUp up) {
      Long since = awaySince.remove(up.peer().node());
      if (since != null) {
        returns++;
        absentNanos += now - since;
      }
    }
  }

  private void ended(Digest chunk, Source source, boolean stored, long now) {
    if (source instanceof Source.OfPeer peer) {
      Incoming from = incoming.get(peer.peer().region());
      if (from != null) {
        from.ended(chunk, stored, now);
      }
    }
  }

  /** What was seen so far. */
  public synchronized Survey survey() {
    long now = clock.getAsLong();
    Map<ModelName, Requests> asked = new TreeMap<>();
    requests.forEach((model, recent) -> asked.put(model, recent.at(now)));
    Map<RegionName, Received> received = new TreeMap<>();
    incoming.forEach((region, from) -> received.put(region, from.received()));
    return new Survey(
        trialNanos,
        loadNanos,
        asked,
        received,
        Map.of(),
        new Absences(now - startNanos, departures, returns, absentNanos));
  }
}
