package dev.linnet.core;

import dev.linnet.core.Message.ChunksAsked;
import dev.linnet.core.gossip.Sample;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.trust.Digest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What other regions ask of a keeper that does not have it: it asks around in its own region, for
 * as long as it is asked, and names who has the most. Of several one by chance, since one may claim
 * what it does not have.
 */
final class Enquiries {
  /** Longer than who asks pauses, since a question may be lost. */
  private static final long LASTS_NANOS = Duration.ofSeconds(5).toNanos();

  /** Who had it may have let it go. */
  private static final long BELIEVED_NANOS = Duration.ofSeconds(10).toNanos();

  /** Each question of another region may lead to this many in the own one, times those asked. */
  private static final int MOST = 8;

  private static final int ENOUGH_HOLDERS = 4;

  private record Holder(Peer peer, int chunkCount, long untilNanos) {}

  private static final class Enquiry {
    final int size;
    final Map<NodeName, Holder> holders = new TreeMap<>();
    long untilNanos;
    long nextNanos = Long.MIN_VALUE;

    Enquiry(int size) {
      this.size = size;
    }

    List<Peer> fullest() {
      int most = holders.values().stream().mapToInt(Holder::chunkCount).max().orElse(0);
      return holders.values().stream()
          .filter(holder -> holder.chunkCount() == most)
          .map(Holder::peer)
          .toList();
    }
  }

  private final RandomGenerator random;
  private final Map<Digest, Enquiry> open = new TreeMap<>();

  Enquiries(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Another region asks; returns one of this one who has most of it, as far as was heard.
   *
   * @param size how many chunks the manifest has
   */
  Optional<Peer> ask(Digest manifest, int size, long nowNanos) {
    if (!open.containsKey(manifest) && open.size() >= MOST) {
      return Optional.empty();
    }
    Enquiry enquiry = open.computeIfAbsent(manifest, any -> new Enquiry(size));
    enquiry.untilNanos = nowNanos + LASTS_NANOS;
    return Sample.of(1, enquiry.fullest(), random).stream().findFirst();
  }

  /** A peer of the region said how many chunks of a manifest it holds. */
  void onHeld(Peer from, Digest manifest, int chunkCount, long nowNanos) {
    Enquiry enquiry = open.get(manifest);
    if (enquiry == null) {
      return;
    }
    Map<NodeName, Holder> holders = enquiry.holders;
    holders.remove(from.node());
    if (chunkCount == 0) {
      return;
    }
    int count = Math.min(chunkCount, enquiry.size);
    holders.put(from.node(), new Holder(from, count, nowNanos + BELIEVED_NANOS));
    if (holders.size() > ENOUGH_HOLDERS) {
      int fewest = holders.values().stream().mapToInt(Holder::chunkCount).min().orElseThrow();
      List<NodeName> least =
          holders.values().stream()
              .filter(holder -> holder.chunkCount() == fewest)
              .map(holder -> holder.peer().node())
              .toList();
      holders.remove(least.get(random.nextInt(least.size())));
    }
  }

  void onPeerGone(NodeName node) {
    open.values().forEach(enquiry -> enquiry.holders.remove(node));
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
          enquiry.holders.values().removeIf(holder -> nowNanos >= holder.untilNanos());
          if (enquiry.holders.size() < ENOUGH_HOLDERS && nowNanos >= enquiry.nextNanos) {
            enquiry.nextNanos = nowNanos + AskPause.SHORTEST_NANOS;
            some.get().forEach(peer -> effects.send(peer, new ChunksAsked(manifest)));
          }
        });
  }
}
