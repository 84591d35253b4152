package dev.linnet.daemon.metrics;

import dev.linnet.core.Event;
import dev.linnet.core.mesh.NodeName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Peers that come and go, what becomes of suspicions, and how far away the region's members are.
 * Events are told on the node's thread alone.
 */
final class MembershipMeters {
  /** The peer was up again. */
  private static final String REFUTED = "refuted";

  /** The region's membership gave the peer up. */
  private static final String CONFIRMED = "confirmed";

  private final MeterRegistry registry;
  private final Timer roundTrips;
  private final Set<NodeName> suspected = new HashSet<>();

  MembershipMeters(MeterRegistry registry) {
    this.registry = registry;
    this.roundTrips =
        Timer.builder("linnet.peer.rtt")
            .description("From a ping of a member of the region to its answer")
            .register(registry);
    List.of("up", "suspect", "down").forEach(this::changes);
    List.of(REFUTED, CONFIRMED).forEach(this::suspicions);
  }

  void saw(Event event) {
    if (event instanceof Event.PeerUp up) {
      changes("up").increment();
      end(up.peer().node(), REFUTED);
    } else if (event instanceof Event.PeerDown down && down.suspectedOnly()) {
      changes("suspect").increment();
      suspected.add(down.node());
    } else if (event instanceof Event.PeerDown down) {
      changes("down").increment();
      end(down.node(), CONFIRMED);
    }
  }

  /** A ping was answered; from any thread. */
  void roundTrip(long nanos) {
    roundTrips.record(nanos, TimeUnit.NANOSECONDS);
  }

  private void end(NodeName node, String outcome) {
    if (suspected.remove(node)) {
      suspicions(outcome).increment();
    }
  }

  private Counter changes(String to) {
    return Counter.builder("linnet.membership.changes")
        .description("Peers that came, were suspected, or went")
        .tag("to", to)
        .register(registry);
  }

  private Counter suspicions(String outcome) {
    return Counter.builder("linnet.suspicions")
        .description("Peers whose connection broke, by what became of them")
        .tag("outcome", outcome)
        .register(registry);
  }
}
