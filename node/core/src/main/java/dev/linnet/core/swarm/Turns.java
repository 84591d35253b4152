package dev.linnet.core.swarm;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.trust.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * Whose turn it is to fetch a chunk: across the wide area, and inside the region while few hold it.
 * Rendezvous hashing ranks the region's council for each chunk; the first ones may fetch from afar
 * at once, the others wait for those before them, and who is not in the council waits for all of
 * it.
 *
 * <p>Inside the region chunks are dealt by turns: who brought a chunk in passes it on to all
 * others, so that the member with the most chunks is the last, and hashing is even in the mean
 * alone. The first copy is one member's to fetch, so that a single seed sends each chunk once; from
 * two holders on, {@value #FETCHERS_PER_HOLDER} members for each of them may, so that the load of
 * passing it on does not fall on whoever had it first. Only members that said that they want the
 * manifest take part.
 *
 * <p>A member that lately said that it holds more of the manifest is at work, and its chunks will
 * come: its waiting successor starts to count from there, else every long download would be fetched
 * by all. Members of whom nothing was heard about the manifest count as one, whatever their number:
 * they are dead, or do not want it, and one wait for all of them is enough.
 */
final class Turns {
  private static final int FETCHERS_PER_HOLDER = 2;

  private final NodeName self;
  private final long ownHash;
  private final SwarmSettings settings;
  private final TreeMap<NodeName, Long> hashes = new TreeMap<>();
  private boolean isSeated = true;

  Turns(NodeName self, SwarmSettings settings) {
    this.self = self;
    this.ownHash = hash(self);
    this.settings = settings;
    hashes.put(self, ownHash);
  }

  /** Replaces the council; says whether that changed anything. */
  boolean council(Collection<NodeName> council) {
    Set<NodeName> members = new TreeSet<>(council);
    boolean seated = members.isEmpty() || members.contains(self);
    boolean changed = seated != isSeated;
    isSeated = seated;
    changed |= hashes.keySet().removeIf(node -> !members.contains(node) && !node.equals(self));
    for (NodeName member : members) {
      changed |= hashes.putIfAbsent(member, hash(member)) == null;
    }
    return changed;
  }

  /** When this node may fetch the chunk across the wide area, by what is known now. */
  long openAtNanos(Chunk chunk) {
    long chunkHash = hash(chunk.digest);
    long own = mix(chunkHash ^ ownHash);
    int speaking = 0;
    int silent = 0;
    long base = chunk.turnsSinceNanos;
    for (Map.Entry<NodeName, Long> member : hashes.entrySet()) {
      long weight = mix(chunkHash ^ member.getValue());
      boolean isBefore = !isSeated || Long.compareUnsigned(weight, own) > 0;
      if (member.getKey().equals(self) || !isBefore) {
        continue;
      }
      boolean spoke = false;
      boolean claims = false;
      for (Chunk.Place place : chunk.places) {
        Want.Holder holder = place.want().holders.get(member.getKey());
        if (holder != null) {
          spoke = true;
          claims |= holder.chunks.get(place.index());
          base = Math.max(base, holder.progressNanos);
        }
      }
      // Nobody fetches what it claims to hold.
      speaking += spoke && !claims ? 1 : 0;
      silent += spoke ? 0 : 1;
    }
    int atOnce = settings.wideFetchers();
    boolean isFirst = speaking + silent < atOnce;
    int waits = Math.max(1, speaking + Math.min(1, silent) - (atOnce - 1));
    return openAtNanos(chunk.turnsSinceNanos, base, isFirst ? 0 : waits);
  }

  /** When this node may fetch the chunk from peers of its region, by what is known now. */
  long nearOpenAtNanos(Chunk chunk) {
    Chunk.Place place = chunk.places.get(0);
    Collection<Want.Holder> members = place.want().holders.values();
    long[] hashes =
        LongStream.concat(
                LongStream.of(ownHash),
                members.stream()
                    .filter(member -> lacks(member, place))
                    .mapToLong(member -> member.hash))
            .sorted()
            .toArray();
    int before = turn(hashes, ownHash, place);
    int atOnce = chunk.holdersInRegion > 1 ? FETCHERS_PER_HOLDER * chunk.holdersInRegion : 1;
    if (before < atOnce) {
      return chunk.nearSinceNanos;
    }
    long base = chunk.nearSinceNanos;
    for (Want.Holder member : members) {
      if (lacks(member, place) && turn(hashes, member.hash, place) < before) {
        base = Math.max(base, member.progressNanos);
      }
    }
    // With each step twice as many: a holder that only claims the chunk is soon found out by all.
    int waits = Integer.SIZE - Integer.numberOfLeadingZeros(before + 1 - atOnce);
    return openAtNanos(chunk.nearSinceNanos, base, waits);
  }

  private static boolean lacks(Want.Holder member, Chunk.Place place) {
    return member.isInRegion && !member.chunks.get(place.index());
  }

  /** How many of the members come before one, if chunks are dealt to them by turns. */
  private static int turn(long[] hashes, long member, Chunk.Place place) {
    return Math.floorMod(Arrays.binarySearch(hashes, member) - place.index(), hashes.length);
  }

  private long openAtNanos(long sinceNanos, long base, int waits) {
    return waits <= 0
        ? sinceNanos
        : Math.min(base, sinceNanos + settings.maxDeferNanos()) + waits * settings.stepInNanos();
  }

  static long hash(NodeName node) {
    return hash(Digest.of(node.value().getBytes(StandardCharsets.UTF_8)));
  }

  private static long hash(Digest digest) {
    return Long.parseUnsignedLong(digest.hex(), 0, 16, 16);
  }

  /** The finalizer of SplitMix64. */
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
