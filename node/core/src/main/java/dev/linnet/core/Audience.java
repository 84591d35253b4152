package dev.linnet.core;

import dev.linnet.core.Message.ChunksHeld;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.trust.Digest;
import java.time.Duration;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Who lately asked which chunks of a manifest are here. They are told as more come, a few times a
 * second, so that nobody has to ask that often.
 */
final class Audience {
  private static final long PERIOD_NANOS = Duration.ofMillis(200).toNanos();

  /** Events come by the thousand, and each would look at all who listen. */
  private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

  /** What is told of a manifest of many chunks is longer, and told less often. */
  private static final long PERIOD_PER_CHUNK_NANOS = 50_000;

  /** Beyond a few who listen, telling takes the same share of this node's time for any number. */
  private static final long PERIOD_PER_LISTENER_NANOS = Duration.ofMillis(25).toNanos();

  private record Listener(Peer peer, long untilNanos) {}

  private static final class Listeners {
    final Map<NodeName, Listener> byName = new TreeMap<>();
    int toldCount;
    long nextNanos = Long.MIN_VALUE;
  }

  private final Map<Digest, Listeners> listeners = new TreeMap<>();
  private long lookNanos = Long.MIN_VALUE;

  /** Lets a peer that was just told what is here hear of more for a while; true if it is new. */
  boolean add(Peer peer, Digest manifest, BitSet told, long untilNanos) {
    Listeners all = listeners.get(manifest);
    if (all == null) {
      all = new Listeners();
      all.toldCount = told.cardinality();
      listeners.put(manifest, all);
    }
    return all.byName.put(peer.node(), new Listener(peer, untilNanos)) == null;
  }

  void drop(Digest manifest) {
    listeners.remove(manifest);
  }

  /** Tells what is here by now, if that is more than was told. */
  void step(Function<Digest, BitSet> held, long nowNanos, Effects effects) {
    if (listeners.isEmpty() || nowNanos < lookNanos) {
      return;
    }
    lookNanos = nowNanos + LOOK_NANOS;
    listeners.entrySet().removeIf(entry -> isOver(entry.getValue(), nowNanos));
    listeners.forEach(
        (manifest, all) -> {
          if (nowNanos >= all.nextNanos) {
            tell(manifest, all, held.apply(manifest), nowNanos, effects);
          }
        });
  }

  private static boolean isOver(Listeners all, long nowNanos) {
    all.byName.values().removeIf(listener -> nowNanos >= listener.untilNanos());
    return all.byName.isEmpty();
  }

  private static void tell(
      Digest manifest, Listeners all, BitSet held, long nowNanos, Effects effects) {
    if (held.cardinality() <= all.toldCount) {
      return;
    }
    all.toldCount = held.cardinality();
    long periodNanos = Math.max(PERIOD_NANOS, all.byName.size() * PERIOD_PER_LISTENER_NANOS);
    all.nextNanos = nowNanos + periodNanos + held.length() * PERIOD_PER_CHUNK_NANOS;
    all.byName.values().forEach(each -> effects.send(each.peer(), new ChunksHeld(manifest, held)));
  }
}
