package dev.linnet.core;

import dev.linnet.core.Message.ChunksAsked;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.trust.Digest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What other regions ask of a keeper that does not have it: it asks around in its own region, for
 * as long as it is asked, and names who has the most.
 */
final class Enquiries {
  private static final long PERIOD_NANOS = Duration.ofMillis(400).toNanos();

  /** Longer than who asks pauses, since a question may be lost. */
  private static final long LASTS_NANOS = Duration.ofSeconds(5).toNanos();

  /** After that it is asked for anew: who had it may have let it go. */
  private static final long BELIEVED_NANOS = Duration.ofSeconds(10).toNanos();

  private static final int MOST = 64;

  private record Holder(Peer peer, int chunkCount, long untilNanos) {}

  private static final class Enquiry {
    final int size;
    long untilNanos;
    long nextNanos = Long.MIN_VALUE;
    Optional<Holder> holder = Optional.empty();

    Enquiry(int size) {
      this.size = size;
    }

    boolean isAnswered() {
      return holder.filter(found -> found.chunkCount() >= size).isPresent();
    }
  }

  private final Map<Digest, Enquiry> open = new TreeMap<>();

  /**
   * Another region asks; returns who of this one has most of it, as far as was heard.
   *
   * @param size how many chunks the manifest has
   */
  Optional<Peer> ask(Digest manifest, int size, long nowNanos) {
    if (!open.containsKey(manifest) && open.size() >= MOST) {
      return Optional.empty();
    }
    Enquiry enquiry = open.computeIfAbsent(manifest, any -> new Enquiry(size));
    enquiry.untilNanos = nowNanos + LASTS_NANOS;
    return enquiry.holder.map(Holder::peer);
  }

  /** A peer of the region said how many chunks of a manifest it holds. */
  void onHeld(Peer from, Digest manifest, int chunkCount, long nowNanos) {
    Enquiry enquiry = open.get(manifest);
    if (enquiry != null
        && chunkCount > 0
        && enquiry.holder.filter(known -> known.chunkCount() >= chunkCount).isEmpty()) {
      enquiry.holder = Optional.of(new Holder(from, chunkCount, nowNanos + BELIEVED_NANOS));
    }
  }

  void onPeerGone(NodeName node) {
    for (Enquiry enquiry : open.values()) {
      enquiry.holder = enquiry.holder.filter(known -> !known.peer().node().equals(node));
    }
  }

  /**
   * Asks around.
   *
   * @param some draws peers of the region
   */
  void step(long nowNanos, Supplier<List<Peer>> some, Effects effects) {
    open.values().removeIf(enquiry -> nowNanos >= enquiry.untilNanos);
    open.forEach(
        (manifest, enquiry) -> {
          enquiry.holder = enquiry.holder.filter(known -> nowNanos < known.untilNanos());
          if (!enquiry.isAnswered() && nowNanos >= enquiry.nextNanos) {
            enquiry.nextNanos = nowNanos + PERIOD_NANOS;
            some.get().forEach(peer -> effects.send(peer, new ChunksAsked(manifest)));
          }
        });
  }
}
