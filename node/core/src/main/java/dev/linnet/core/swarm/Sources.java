package dev.linnet.core.swarm;

import dev.linnet.core.Event.ChunkFailure;
import java.util.LinkedHashMap;
import java.util.Map;

/** How sources behaved: one that fails is left alone for ever longer, one that lies for good. */
final class Sources {
  private static final long FIRST_BACKOFF_NANOS = 500_000_000L;
  private static final int MAX_DOUBLINGS = 6;
  private static final int MAX_REMEMBERED = 4_096;

  private record Conduct(int failures, long usableFromNanos) {}

  private final Map<Source, Conduct> conducts =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Source, Conduct> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  boolean usable(Source source, long nowNanos) {
    Conduct conduct = conducts.get(source);
    return conduct == null || conduct.usableFromNanos() <= nowNanos;
  }

  void succeeded(Source source) {
    Conduct conduct = conducts.get(source);
    if (conduct != null && conduct.usableFromNanos() != Long.MAX_VALUE) {
      conducts.remove(source);
    }
  }

  void failed(Source source, ChunkFailure failure, long nowNanos) {
    if (failure == ChunkFailure.CORRUPT) {
      conducts.put(source, new Conduct(1, Long.MAX_VALUE));
      return;
    }
    Conduct before = conducts.getOrDefault(source, new Conduct(0, nowNanos));
    if (failure != ChunkFailure.MISSING && before.usableFromNanos() != Long.MAX_VALUE) {
      long backoff = FIRST_BACKOFF_NANOS << Math.min(before.failures(), MAX_DOUBLINGS);
      conducts.put(source, new Conduct(before.failures() + 1, nowNanos + backoff));
    }
  }
}
