package dev.linnet.core;

import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.Message.ChunksAsked;
import dev.linnet.core.Message.ChunksHeld;
import dev.linnet.core.Message.HolderNamed;
import dev.linnet.core.Message.ManifestAsked;
import dev.linnet.core.Message.ManifestGiven;
import dev.linnet.core.gossip.Sample;
import dev.linnet.core.mesh.Directory;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.swarm.Order;
import dev.linnet.core.swarm.Source;
import dev.linnet.core.swarm.Swarm;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What of manifests and chunks is here, and what is asked of whom: keeps the {@link Library} and
 * the {@link Swarm} supplied.
 */
final class Stock {
  /**
   * Who was asked says by itself what it gains. So a region that is asked whole is asked less and
   * less often; of a larger one others are drawn each time.
   */
  private static final Duration LONGEST_PAUSE_AT_HOME = Duration.ofSeconds(5);

  /**
   * Each node asks, and a question crosses a slow link and is answered over it. A chunk takes about
   * as long on such a link, so that what is heard this late keeps nobody waiting who knows somebody
   * to ask for one.
   */
  private static final Duration LONGEST_PAUSE_ABROAD = Duration.ofMillis(1_600);

  /** Longer than two pauses, since a question may be lost. */
  private static final long LISTEN_NANOS = Duration.ofSeconds(12).toNanos();

  private static final int ASKED_FOR_MANIFEST = 8;
  private static final int ASKED_FOR_CHUNKS = 16;

  /** Names are followed by those who asked for them alone; each leads to one question. */
  private static final int MOST_NAMED = 8;

  private final RegionName region;
  private final Directory directory;
  private final Library library;
  private final Swarm swarm;
  private final RandomGenerator random;
  private final Doors doors;
  private final Audience audience = new Audience();
  private final Enquiries enquiries;

  /** Who was named as a holder lately, the first first; no record of them may be kept here. */
  private final Map<NodeName, Peer> named = new LinkedHashMap<>();

  private final Map<Digest, BitSet> located = new TreeMap<>();
  private final Set<Digest> locating = new TreeSet<>();
  private final Set<Digest> wanted = new TreeSet<>();
  private final Set<Digest> missing = new TreeSet<>();
  private final AskPause pauseAtHome = new AskPause(LONGEST_PAUSE_AT_HOME);
  private final AskPause pauseAbroad = new AskPause(LONGEST_PAUSE_ABROAD);
  private long nextAskNanos = Long.MIN_VALUE;
  private int namesLeft;
  private @Nullable List<NodeName> council;

  Stock(
      NodeName self,
      RegionName region,
      Directory directory,
      Library library,
      Swarm swarm,
      RandomGenerator random) {
    this.region = region;
    this.directory = directory;
    this.library = library;
    this.swarm = swarm;
    this.random = random;
    this.doors = new Doors(self, region, directory, random);
    this.enquiries = new Enquiries(random);
  }

  /** Starts or goes on fetching; true once all chunks are in the store. */
  boolean fetched(Manifest manifest, long nowNanos, Effects effects) {
    if (wanted.add(manifest.digest())) {
      BitSet have = located.get(manifest.digest());
      if (have == null) {
        locate(manifest, effects);
      } else {
        swarm.want(manifest, have, nowNanos);
      }
    }
    return swarm.complete(manifest.digest());
  }

  /** Starts to fetch a model whose manifest may not be here yet. */
  void want(Digest digest, long nowNanos, Effects effects) {
    Optional<Manifest> here = library.find(digest);
    if (here.isPresent()) {
      boolean unused = fetched(here.get(), nowNanos, effects);
    } else {
      need(digest);
      wanted.add(digest);
    }
  }

  void onLocated(Digest digest, BitSet chunks, long nowNanos) {
    locating.remove(digest);
    located.put(digest, chunks);
    if (wanted.contains(digest)) {
      library.find(digest).ifPresent(manifest -> swarm.want(manifest, chunks, nowNanos));
      askSoon();
    }
  }

  void onChunksLost(Set<Digest> chunks, long nowNanos) {
    located.replaceAll((digest, here) -> without(digest, here, chunks));
    swarm.lost(chunks, nowNanos);
    askSoon();
  }

  private BitSet without(Digest digest, BitSet here, Set<Digest> lost) {
    BitSet left = (BitSet) here.clone();
    library
        .find(digest)
        .map(Manifest::chunks)
        .ifPresent(
            all ->
                here.stream()
                    .filter(index -> index < all.size() && lost.contains(all.get(index).digest()))
                    .forEach(left::clear));
    return left;
  }

  /** A manifest came into the store. */
  void onStored(Manifest manifest, Effects effects) {
    missing.remove(manifest.digest());
    locate(manifest, effects);
  }

  /** Whether the store was asked for its chunks and has not answered. */
  boolean isLocating(Digest manifest) {
    return locating.contains(manifest);
  }

  private void locate(Manifest manifest, Effects effects) {
    if (locating.add(manifest.digest())) {
      effects.locateChunks(manifest);
    }
  }

  /** A manifest is needed and not here. */
  void need(Digest manifest) {
    if (library.find(manifest).isEmpty() && missing.add(manifest)) {
      askSoon();
    }
  }

  private void askSoon() {
    nextAskNanos = Long.MIN_VALUE;
    pauseAtHome.end();
    pauseAbroad.end();
  }

  /** Lets a manifest and its chunks go. */
  void drop(Digest manifest, Effects effects) {
    missing.remove(manifest);
    wanted.remove(manifest);
    located.remove(manifest);
    swarm.forget(manifest);
    audience.drop(manifest);
    library.remove(manifest);
    effects.dropManifest(manifest);
  }

  /** The chunks of a manifest that are in the store, as far as was looked. */
  BitSet held(Digest manifest) {
    return wanted.contains(manifest) && !locating.contains(manifest)
        ? swarm.held(manifest)
        : located.getOrDefault(manifest, new BitSet());
  }

  void onManifestAsked(Peer from, Digest manifest, Effects effects) {
    library
        .json(manifest)
        .ifPresent(json -> effects.send(from, new ManifestGiven(manifest, Bytes.utf8(json))));
  }

  /**
   * One that wants a manifest says so with none of its chunks too: its region waits for it. One
   * that started anew looks for what its store held before; the next to ask is told. Of the own
   * region, who asked is told of more as it comes, and asked in turn if it is new here and would
   * not be drawn for long.
   */
  void onChunksAsked(Peer from, Digest manifest, long nowNanos, Effects effects) {
    if (!located.containsKey(manifest)) {
      library.find(manifest).ifPresent(found -> locate(found, effects));
    }
    BitSet held = held(manifest);
    boolean isOfRegion = from.region().equals(region);
    if (!held.isEmpty() || wanted.contains(manifest)) {
      effects.send(from, new ChunksHeld(manifest, held));
      if (isOfRegion
          && !swarm.complete(manifest)
          && audience.add(from, manifest, held, nowNanos + LISTEN_NANOS)
          && asksWholeRegion()
          && swarm.wants(manifest)) {
        effects.send(from, new ChunksAsked(manifest));
      }
    }
    if (!isOfRegion && !wanted.contains(manifest)) {
      enquire(from, manifest, held, nowNanos, effects);
    }
  }

  private void enquire(Peer from, Digest manifest, BitSet held, long nowNanos, Effects effects) {
    int size = library.find(manifest).map(found -> found.chunks().size()).orElse(0);
    if (held.cardinality() < size && doors.isKeeper(manifest)) {
      enquiries
          .ask(manifest, size, nowNanos)
          .ifPresent(holder -> effects.send(from, new HolderNamed(manifest, holder)));
    }
  }

  /**
   * A keeper of another region names one of it that holds what is sought here. That one is asked:
   * what others say of it is no word of its own.
   */
  void onHolderNamed(Peer from, HolderNamed message, Effects effects) {
    Peer holder = message.holder();
    if (namesLeft > 0
        && swarm.wanted().contains(message.manifest())
        && holder.region().equals(from.region())
        && !holder.region().equals(region)
        && !directory.isRevoked(holder.node())) {
      namesLeft--;
      named.remove(holder.node());
      named.put(holder.node(), holder);
      if (named.size() > MOST_NAMED) {
        named.remove(named.keySet().iterator().next());
      }
      effects.send(holder, new ChunksAsked(message.manifest()));
    }
  }

  /** One that was named lately. */
  Optional<Peer> named(NodeName node) {
    return Optional.ofNullable(named.get(node)).filter(peer -> !directory.isRevoked(node));
  }

  void onChunksHeld(Peer from, ChunksHeld message, long nowNanos) {
    if (from.region().equals(region)) {
      enquiries.onHeld(from, message.manifest(), message.chunks().cardinality(), nowNanos);
    }
    if (wanted.contains(message.manifest())) {
      swarm.peerHolds(from, message.manifest(), message.chunks(), nowNanos);
    }
  }

  /** Whether a manifest that a peer gives was asked for. */
  boolean needs(Digest manifest) {
    return missing.contains(manifest);
  }

  /** Says whether that was the last chunk of a manifest. */
  boolean onChunkStored(Digest chunk, Source source, long nowNanos) {
    return swarm.stored(chunk, source, nowNanos);
  }

  void onChunkFailed(Digest chunk, Source source, ChunkFailure failure, long nowNanos) {
    swarm.failed(chunk, source, failure, nowNanos);
  }

  void onPeerGone(NodeName node, long nowNanos) {
    swarm.peerGone(node, nowNanos);
    enquiries.onPeerGone(node);
  }

  /** Asks around and orders chunks. */
  void step(long nowNanos, Effects effects) {
    audience.step(this::held, nowNanos, effects);
    enquiries.step(nowNanos, () -> atHome(ASKED_FOR_CHUNKS), effects);
    List<Digest> wantedChunks = swarm.wanted();
    if (nowNanos >= nextAskNanos && !(missing.isEmpty() && wantedChunks.isEmpty())) {
      nextAskNanos = nowNanos + AskPause.SHORTEST_NANOS;
      askForManifests(effects);
      askForChunks(wantedChunks, nowNanos, effects);
    }
    if (!wantedChunks.isEmpty()) {
      if (council != directory.council(region)) {
        council = directory.council(region);
        swarm.regionCouncil(council);
      }
      for (Order order : swarm.next(nowNanos)) {
        effects.fetchChunk(order.manifest(), order.chunkIndex(), order.source());
      }
    }
  }

  private void askForManifests(Effects effects) {
    if (!missing.isEmpty()) {
      List<Peer> asked = new ArrayList<>(atHome(ASKED_FOR_MANIFEST));
      asked.addAll(doors.any());
      missing.forEach(
          manifest -> asked.forEach(peer -> effects.send(peer, new ManifestAsked(manifest))));
    }
  }

  private void askForChunks(List<Digest> wantedChunks, long nowNanos, Effects effects) {
    if (!wantedChunks.isEmpty()) {
      askAbroad(wantedChunks, nowNanos, effects);
      if (pauseAtHome.isOver(asksWholeRegion(), nowNanos)) {
        List<Peer> asked = atHome(ASKED_FOR_CHUNKS);
        wantedChunks.forEach(
            manifest -> asked.forEach(peer -> effects.send(peer, new ChunksAsked(manifest))));
      }
    }
  }

  private void askAbroad(List<Digest> wantedChunks, long nowNanos, Effects effects) {
    boolean isSought = !swarm.knowsHolder();
    if (isSought) {
      pauseAbroad.end();
    }
    if (!swarm.isAllInRegion() && pauseAbroad.isOver(doors.areAllAsked(), nowNanos)) {
      namesLeft = isSought ? MOST_NAMED : 0;
      for (Digest manifest : wantedChunks) {
        doors.of(manifest, isSought).forEach(peer -> effects.send(peer, new ChunksAsked(manifest)));
      }
    }
  }

  private boolean asksWholeRegion() {
    return directory.regionPeers().size() <= ASKED_FOR_CHUNKS;
  }

  private List<Peer> atHome(int count) {
    return Sample.of(count, directory.regionPeers(), random);
  }
}
