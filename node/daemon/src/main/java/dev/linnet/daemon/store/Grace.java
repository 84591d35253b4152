package dev.linnet.daemon.store;

import dev.linnet.core.trust.Digest;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Chunks that no manifest names yet because theirs is still to come: the push asks which chunks are
 * here, sends the others, and the manifest last. A chunk is safe for a while after it was last
 * pushed or asked for. Kept in memory alone: at the start, every unnamed chunk begins anew.
 */
final class Grace {
  /** Longer than a push may pause between two calls. */
  static final Duration USUAL = Duration.ofMinutes(10);

  private final long graceNanos;
  private final Map<Digest, Long> touchedNanos = new ConcurrentHashMap<>();

  Grace(Duration grace) {
    this.graceNanos = grace.toNanos();
  }

  void touch(Digest digest) {
    touchedNanos.put(digest, System.nanoTime());
  }

  /** The chunks that are still safe; the others are forgotten. */
  Set<Digest> safe() {
    long now = System.nanoTime();
    touchedNanos.values().removeIf(touched -> now - touched >= graceNanos);
    return touchedNanos.keySet();
  }
}
