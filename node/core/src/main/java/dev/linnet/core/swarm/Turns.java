package dev.linnet.core.swarm;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whose turn it is to fetch a chunk: across the wide area, and inside the region while few hold it.
 * Rendezvous hashing ranks the region's council for each chunk; the first ones may fetch from afar
 * at once, the others wait for those before them, and who is not in the council waits for all of
 * it.
 *
 * <p>Regions are ranked for each chunk too, those of which anyone spoke about the manifest: while
 * one alone holds a chunk, the first of the others fetches it, from two on two for each, so that
 * the link of the region that has the model carries each chunk about once, and not once for each
 * region. It is not so with an origin, which is made for many.
 *
 * <p>Inside the region chunks are dealt by turns: who brought a chunk in passes it on to all
 * others, so that the member with the most chunks is the last, and hashing is even in the mean
 * alone. The first copy is one member's to fetch, so that a single seed sends each chunk once; from
 * two holders on, {@value #FETCHERS_PER_HOLDER} members for each of them may, so that the load of
 * passing it on does not fall on whoever had it first. Only members that said that they want the
 * manifest, and do not have all of it, take part. The deal changes only as members come, go or are
 * done, so that asking about one chunk goes over those before this node and sorts nothing.
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
  private final long regionHash;
  private final SwarmSettings settings;
  private final TreeMap<NodeName, Long> hashes = new TreeMap<>();
  private boolean isSeated = true;

  Turns(NodeName self, RegionName region, SwarmSettings settings) {
    this.self = self;
    this.regionHash = hash(region);
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
    long chunkHash = chunk.hash;
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
        Want.Holder holder = place.want().holder(member.getKey());
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

  /** When this node's region may fetch the chunk from peers of others, by what is known now. */
  long regionOpenAtNanos(Chunk chunk) {
    long chunkHash = chunk.hash;
    long own = mix(chunkHash ^ regionHash);
    int holding = 0;
    int before = 0;
    long base = chunk.turnsSinceNanos;
    for (Chunk.Place place : chunk.places) {
      for (Afar region : place.want().afar.values()) {
        if (!region.isHeard) {
          continue;
        }
        if (region.chunks.get(place.index())) {
          holding++;
        } else if (Long.compareUnsigned(mix(chunkHash ^ region.hash), own) > 0) {
          before++;
          base = Math.max(base, region.progressNanos);
        }
      }
    }
    return openAtNanos(chunk.turnsSinceNanos, base, waits(before, holding));
  }

  /** When this node may fetch the chunk from peers of its region, by what is known now. */
  long nearOpenAtNanos(Chunk chunk) {
    Chunk.Place place = chunk.places.get(0);
    List<Want.Holder> others = place.want().othersInTurn();
    int ownTurn = turnAmong(others);
    int members = others.size() + 1;
    int before = 0;
    long base = chunk.nearSinceNanos;
    for (int turn = place.index() % members; turn != ownTurn; turn = (turn + 1) % members) {
      Want.Holder member = others.get(turn < ownTurn ? turn : turn - 1);
      if (!member.chunks.get(place.index())) {
        before++;
        base = Math.max(base, member.progressNanos);
      }
    }
    return openAtNanos(chunk.nearSinceNanos, base, waits(before, chunk.holdersInRegion));
  }

  /**
   * How often one waits behind others, if so many hold a chunk. With each step twice as many may
   * fetch it: a holder that only claims the chunk is soon found out by all.
   */
  private static int waits(int before, int holding) {
    int atOnce = holding > 1 ? FETCHERS_PER_HOLDER * holding : 1;
    return Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(0, before + 1 - atOnce));
  }

  /** Where this node stands among the others, who are sorted by their hashes. */
  private int turnAmong(List<Want.Holder> others) {
    int low = 0;
    int high = others.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (others.get(middle).hash < ownHash) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private long openAtNanos(long sinceNanos, long base, int waits) {
    return waits <= 0
        ? sinceNanos
        : Math.min(base, sinceNanos + settings.maxDeferNanos()) + waits * settings.stepInNanos();
  }

  static long hash(NodeName node) {
    return hash(Digest.of(node.value().getBytes(StandardCharsets.UTF_8)));
  }

  static long hash(RegionName region) {
    return hash(Digest.of(region.value().getBytes(StandardCharsets.UTF_8)));
  }

  static long hash(Digest digest) {
    return Long.parseUnsignedLong(digest.hex(), 0, 16, 16);
  }

  /** The finalizer of SplitMix64. */
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
