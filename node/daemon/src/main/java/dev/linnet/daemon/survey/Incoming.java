package dev.linnet.daemon.survey;

import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.survey.Survey.Received;
import java.util.HashMap;
import java.util.Map;

/** What comes from one region, and for how long something was on its way. */
final class Incoming {
  /** An order that never ends, since the swarm gave it up, counts no longer than this. */
  private static final long LONGEST_NANOS = 60_000_000_000L;

  private final Map<Digest, Ordered> underWay = new HashMap<>();
  private long busyUntilNanos = Long.MIN_VALUE;
  private long busyNanos;
  private long bytes;

  private record Ordered(int sizeBytes, long atNanos) {}

  void ordered(ChunkRef chunk, long now) {
    underWay.values().removeIf(order -> now - order.atNanos() > LONGEST_NANOS);
    underWay.put(chunk.digest(), new Ordered(chunk.sizeBytes(), now));
  }

  /** Spans in which several were on their way count once. */
  void ended(Digest chunk, boolean stored, long now) {
    Ordered order = underWay.remove(chunk);
    if (order != null && stored) {
      busyNanos += Math.max(0, now - Math.max(busyUntilNanos, order.atNanos()));
      busyUntilNanos = now;
      bytes += order.sizeBytes();
    }
  }

  Received received() {
    return new Received(bytes, busyNanos);
  }
}
