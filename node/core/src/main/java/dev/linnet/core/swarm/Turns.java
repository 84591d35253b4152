package dev.linnet.core.swarm;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.trust.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whose turn it is to fetch a chunk across the wide area. Rendezvous hashing ranks the region's
 * council for each chunk; the first ones may fetch at once, the others wait for those before them,
 * and who is not in the council waits for all of it.
 *
 * <p>A member that lately said that it holds more of the manifest is at work, and its chunks will
 * come: its waiting successor starts to count from there, else every long download would be fetched
 * by all. Members of whom nothing was heard about the manifest count as one, whatever their number:
 * they are dead, or do not want it, and one wait for all of them is enough.
 */
final class Turns {
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
    long chunkHash = Long.parseUnsignedLong(chunk.digest.hex(), 0, 16, 16);
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
      for (Chunk.Place place : chunk.places) {
        Want.Holder holder = place.want().holders.get(member.getKey());
        if (holder != null) {
          spoke = true;
          base = Math.max(base, holder.progressNanos);
        }
      }
      speaking += spoke ? 1 : 0;
      silent += spoke ? 0 : 1;
    }
    int atOnce = settings.wideFetchers();
    if (speaking + silent < atOnce) {
      return chunk.turnsSinceNanos;
    }
    int waits = Math.max(1, speaking + Math.min(1, silent) - (atOnce - 1));
    return Math.min(base, chunk.turnsSinceNanos + settings.maxDeferNanos())
        + waits * settings.stepInNanos();
  }

  private static long hash(NodeName node) {
    Digest digest = Digest.of(node.value().getBytes(StandardCharsets.UTF_8));
    return Long.parseUnsignedLong(digest.hex(), 0, 16, 16);
  }

  /** The finalizer of SplitMix64. */
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
