package dev.linnet.daemon.metrics;

import dev.linnet.core.mesh.NodeRecord;
import dev.linnet.core.mesh.NodeStatus;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Pulse;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.trust.TrustRoot;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Which facts the node keeps, and how many of each kind; told on the node's thread alone. */
final class FactCounts {
  /** The kinds of facts, by what is signed. */
  enum Kind {
    ANNOUNCEMENT,
    CONTROL,
    TRUST_ROOT,
    RECORD,
    STATUS,
    VOTE,
    PULSE,
    VERDICT,
    DOUBLE_VOTE,
    OTHER;

    /** As labels have it. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Map<String, Kind> BY_PAYLOAD =
      Map.of(
          Announcement.PAYLOAD_TYPE, Kind.ANNOUNCEMENT,
          Control.PAYLOAD_TYPE, Kind.CONTROL,
          TrustRoot.PAYLOAD_TYPE, Kind.TRUST_ROOT,
          NodeRecord.PAYLOAD_TYPE, Kind.RECORD,
          NodeStatus.PAYLOAD_TYPE, Kind.STATUS,
          Vote.PAYLOAD_TYPE, Kind.VOTE,
          Pulse.PAYLOAD_TYPE, Kind.PULSE);

  private final Map<String, Fact> byPlace = new HashMap<>();
  private final Set<Fact> all = new HashSet<>();
  private final Map<Kind, AtomicInteger> counts = new EnumMap<>(Kind.class);

  FactCounts(MeterRegistry registry) {
    for (Kind kind : Kind.values()) {
      AtomicInteger count = new AtomicInteger();
      counts.put(kind, count);
      Gauge.builder("linnet.replica.facts", count, AtomicInteger::get)
          .description("Facts that the node keeps")
          .tag("kind", kind.word())
          .register(registry);
    }
  }

  void kept(String key, Fact fact) {
    left(byPlace.put(key, fact));
    all.add(fact);
    add(kind(fact), 1);
  }

  void forgotten(String key) {
    left(byPlace.remove(key));
  }

  /** Whether the node has this very fact. */
  boolean keeps(Fact fact) {
    return all.contains(fact);
  }

  private void left(@Nullable Fact fact) {
    if (fact != null) {
      all.remove(fact);
      add(kind(fact), -1);
    }
  }

  private void add(Kind kind, int difference) {
    AtomicInteger count = counts.get(kind);
    if (count != null) {
      count.addAndGet(difference);
    }
  }

  static Kind kind(Fact fact) {
    if (fact instanceof Fact.Certificate) {
      return Kind.VERDICT;
    }
    if (fact instanceof Fact.DoubleVote) {
      return Kind.DOUBLE_VOTE;
    }
    String payload =
        fact instanceof Fact.ByNode node
            ? node.statement().statement().payloadType()
            : fact instanceof Fact.ByOperator operator ? operator.envelope().payloadType() : "";
    return BY_PAYLOAD.getOrDefault(payload, Kind.OTHER);
  }
}
