package dev.linnet.core;

import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.Message.ChunksAsked;
import dev.linnet.core.Message.ChunksHeld;
import dev.linnet.core.Message.HolderNamed;
import dev.linnet.core.Message.ManifestGiven;
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
import java.util.BitSet;
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
  /** Longer than two pauses, since a question may be lost. */
  private static final long LISTEN_NANOS = Duration.ofSeconds(12).toNanos();

  private final RegionName region;
  private final Directory directory;
  private final Library library;
  private final Swarm swarm;
  private final Doors doors;
  private final NamedHolders named;
  private final Asking asking;
  private final Enquiries enquiries;
  private final Audience audience = new Audience();
  private final Map<Digest, BitSet> located = new TreeMap<>();
  private final Set<Digest> locating = new TreeSet<>();
  private final Set<Digest> wanted = new TreeSet<>();
  private final Set<Digest> missing = new TreeSet<>();
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
    this.doors = new Doors(self, region, directory, random);
    this.named = new NamedHolders(region, directory);
    this.asking = new Asking(directory, swarm, doors, named, random);
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
      asking.soon();
    }
  }

  void onChunksLost(Set<Digest> chunks, long nowNanos) {
    located.replaceAll((digest, here) -> without(digest, here, chunks));
    swarm.lost(chunks, nowNanos);
    asking.soon();
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
      asking.soon();
    }
  }

  /** Lets a manifest and its chunks go. */
  void drop(Digest manifest, Effects effects) {
    missing.remove(manifest);
    wanted.remove(manifest);
    located.remove(manifest);
    swarm.forget(manifest);
    audience.drop(manifest);
    doors.forget(manifest);
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
          && asking.isRegionAskedWhole()
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

  /** A keeper of another region names one of it that holds what is sought here. */
  void onHolderNamed(Peer from, HolderNamed message, Effects effects) {
    if (swarm.wanted().contains(message.manifest()) && named.isToBeAsked(from, message)) {
      effects.send(message.holder(), new ChunksAsked(message.manifest()));
    }
  }

  /** One that was named lately. */
  Optional<Peer> named(NodeName node) {
    return named.find(node);
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
    enquiries.step(nowNanos, asking::some, effects);
    List<Digest> incomplete = swarm.wanted();
    asking.step(missing, incomplete, nowNanos, effects);
    if (!incomplete.isEmpty()) {
      if (council != directory.council(region)) {
        council = directory.council(region);
        swarm.regionCouncil(council);
      }
      for (Order order : swarm.next(nowNanos)) {
        effects.fetchChunk(order.manifest(), order.chunkIndex(), order.source());
      }
    }
  }
}
