package dev.linnet.simulator.study;

import dev.linnet.core.Message;
import dev.linnet.core.gossip.Gossip;
import dev.linnet.core.gossip.GossipSettings;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.replica.Admitted;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.replica.Joined;
import dev.linnet.core.replica.Replica;
import dev.linnet.core.trust.Trust;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * One fact on its way through the core's own gossip, in rounds: each message takes one. No clock
 * ticks, so nothing is found by comparing replicas; what the spread alone does not reach, counts as
 * not reached.
 */
final class Spread {
  private static final long ROUND_NANOS = Duration.ofMillis(10).toNanos();
  private static final int MAX_ROUNDS = 100;

  private final Population population;
  private final Map<NodeName, Integer> indices = new HashMap<>();
  private final List<Replica> replicas = new ArrayList<>();
  private final List<Gossip> gossips = new ArrayList<>();
  private final Measure measure;
  private List<Sent> underWay = new ArrayList<>();

  private record Sent(int from, int to, Message message) {}

  private Spread(Population population, Trust trust, long seed) {
    this.population = population;
    this.measure = new Measure(population.all().size());
    Admitted admitted = new Admitted();
    SplittableRandom seeds = new SplittableRandom(seed);
    for (int i = 0; i < population.all().size(); i++) {
      int index = i;
      Peer self = population.all().get(i);
      indices.put(self.node(), i);
      replicas.add(new Replica(trust, self.region(), admitted));
      gossips.add(
          new Gossip(
              self.region(),
              population.neighboursOf(i),
              replicas.get(i),
              GossipSettings.DEFAULT,
              seeds.split(),
              (to, message) -> send(index, to, message)));
    }
  }

  /** Lets one node make a fact and counts until nothing is under way. */
  static Measure of(Population population, Trust trust, Fact fact, long seed) {
    Spread spread = new Spread(population, trust, seed);
    Joined joined = spread.replicas.get(0).join(fact);
    spread.measure.reached(0);
    spread.gossips.get(0).spreadOwn(List.of(joined.key()));
    for (int round = 1; !spread.underWay.isEmpty() && round <= MAX_ROUNDS; round++) {
      List<Sent> arriving = spread.underWay;
      spread.underWay = new ArrayList<>();
      for (Sent sent : arriving) {
        spread.receive(sent, round);
      }
    }
    return spread.measure;
  }

  private void send(int from, Peer to, Message message) {
    Integer index = indices.get(to.node());
    if (index != null) {
      measure.sent(MessageSize.bytes(message));
      underWay.add(new Sent(from, index, message));
    }
  }

  private void receive(Sent sent, int round) {
    Peer from = population.all().get(sent.from());
    Gossip gossip = gossips.get(sent.to());
    if (sent.message() instanceof Message.FactsPushed pushed) {
      for (Fact fact : pushed.facts()) {
        measure.copy();
        Joined joined = replicas.get(sent.to()).join(fact);
        if (joined.status() == Joined.Status.NEWS) {
          measure.reached(round);
          gossip.spread(List.of(joined.key()), from, pushed.hops());
        }
      }
    } else if (sent.message() instanceof Message.VersionsOffered offer) {
      gossip.onVersions(from, offer, round * ROUND_NANOS);
    } else if (sent.message() instanceof Message.FactsAsked asked) {
      gossip.onAsked(from, asked);
    }
  }
}
