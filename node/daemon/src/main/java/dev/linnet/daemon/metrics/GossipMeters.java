package dev.linnet.daemon.metrics;

import dev.linnet.core.Event;
import dev.linnet.core.Message;
import dev.linnet.core.replica.Fact;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/**
 * What gossip takes for nothing: facts that were here already, and comparisons of replicas that
 * found no difference. Told on the node's thread alone.
 */
final class GossipMeters {
  private final FactCounts facts;
  private final Map<FactCounts.Kind, Counter> duplicates = new EnumMap<>(FactCounts.Kind.class);
  private final Counter equal;
  private final Counter differed;
  private boolean comparing;
  private boolean differing;

  /**
   * Nothing came yet.
   *
   * @param facts what the node keeps
   */
  GossipMeters(MeterRegistry registry, FactCounts facts) {
    this.facts = facts;
    for (FactCounts.Kind kind : FactCounts.Kind.values()) {
      if (kind != FactCounts.Kind.PULSE) {
        duplicates.put(
            kind,
            Counter.builder("linnet.gossip.duplicates")
                .description("Facts that a peer sent and the node kept already")
                .tag("kind", kind.word())
                .register(registry));
      }
    }
    this.equal = rounds(registry, "equal");
    this.differed = rounds(registry, "differed");
  }

  /** An event is about to be handed to the node. */
  void saw(Event event) {
    if (event instanceof Event.MessageReceived received) {
      if (received.message() instanceof Message.FactsPushed pushed) {
        pushed.facts().stream().filter(facts::keeps).forEach(this::duplicate);
      } else if (received.message() instanceof Message.SummaryOffered) {
        comparing = true;
      }
    }
  }

  /** The node sends something while it deals with the event. */
  void sends(Message message) {
    differing |=
        message instanceof Message.VersionsOffered versions && !versions.buckets().isEmpty();
  }

  /** The node has dealt with the event: it answers only a summary that differs from its own. */
  void dealtWith() {
    if (comparing) {
      (differing ? differed : equal).increment();
    }
    comparing = false;
    differing = false;
  }

  private void duplicate(Fact fact) {
    Counter counter = duplicates.get(FactCounts.kind(fact));
    if (counter != null) {
      counter.increment();
    }
  }

  private static Counter rounds(MeterRegistry registry, String result) {
    return Counter.builder("linnet.antientropy.rounds")
        .description("Comparisons of replicas that a peer began with this node")
        .tag("result", result)
        .register(registry);
  }
}
