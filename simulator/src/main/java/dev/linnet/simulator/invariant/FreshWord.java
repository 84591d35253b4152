package dev.linnet.simulator.invariant;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.trust.Digest;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** When one node heard the last word of each juror, in true time. */
final class FreshWord {
  private final Map<Digest, Map<NodeName, Last>> last = new TreeMap<>();
  private long unsureNanos = Long.MIN_VALUE;

  /** The highest sequence that was heard, and since when it counts. */
  private record Last(long sequence, long sinceNanos) {}

  /** What was heard until now is older than it seems. */
  void forget(long nowNanos) {
    unsureNanos = nowNanos;
  }

  /** Who starts anew cannot tell what the process before it heard. */
  void clear() {
    last.clear();
  }

  /** Word for everyone: a replay is no news. */
  void onPulse(Digest rollout, NodeName juror, long sequence, long nowNanos) {
    Map<NodeName, Last> there = last.computeIfAbsent(rollout, any -> new TreeMap<>());
    Last before = there.get(juror);
    if (before == null || sequence > before.sequence()) {
      there.put(juror, new Last(sequence, nowNanos));
    }
  }

  /** Word for this node alone counts from when it was said. */
  void onAnswer(Digest rollout, NodeName juror, long saidNanos) {
    last.computeIfAbsent(rollout, any -> new TreeMap<>())
        .merge(
            juror,
            new Last(Long.MIN_VALUE, saidNanos),
            (before, now) ->
                new Last(before.sequence(), Math.max(before.sinceNanos(), now.sinceNanos())));
  }

  /** Since when the last word of a juror counts; empty if none does. */
  OptionalLong sinceNanos(Digest rollout, NodeName juror) {
    Last heard = last.getOrDefault(rollout, Map.of()).get(juror);
    return heard != null && heard.sinceNanos() >= unsureNanos
        ? OptionalLong.of(heard.sinceNanos())
        : OptionalLong.empty();
  }
}
