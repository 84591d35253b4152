package dev.linnet.core.swarm;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import java.util.BitSet;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Another region of which somebody spoke about a manifest, and what is known of it as a whole. */
final class Afar {
  final long hash;
  final TreeMap<NodeName, Want.Holder> holders = new TreeMap<>();

  /** Whether one of it does not fail; if none does, it counts as silent. */
  boolean isHeard;

  /** What any of it holds that does not fail. */
  BitSet chunks = new BitSet();

  /** When one of it was first heard, or last said that it holds more than before. */
  long progressNanos;

  Afar(RegionName region) {
    this.hash = Turns.hash(region);
  }

  /**
   * One of it came, went, fails, or holds something else than before: more, if that is progress.
   */
  void look(Predicate<Want.Holder> fails, long nowNanos, boolean isProgress) {
    boolean wasHeard = isHeard;
    isHeard = false;
    BitSet all = new BitSet();
    for (Want.Holder holder : holders.values()) {
      if (!fails.test(holder)) {
        isHeard = true;
        all.or(holder.chunks);
      }
    }
    chunks = all;
    if (isProgress || (isHeard && !wasHeard)) {
      progressNanos = nowNanos;
    }
  }
}
