package dev.linnet.simulator;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What lies between nodes: delay, loss, doubling, and what is cut. */
final class Links {
  private static final long NEAR_NANOS = 2_000_000L;
  private static final long FAR_NANOS = 80_000_000L;

  private final RandomGenerator random;
  private final Map<NodeName, Set<NodeName>> cut = new TreeMap<>();
  private final Map<RegionName, Map<RegionName, Long>> delayNanos = new TreeMap<>();
  private double loss;
  private double doubling;
  private long spreadNanos;
  private @Nullable Network network;

  Links(RandomGenerator random) {
    this.random = random;
  }

  /** Takes the place of the two delays that a mesh begins with. */
  void network(Network lines) {
    network = lines;
  }

  /** How long a chunk takes; empty if nobody said what the lines are like. */
  OptionalLong chunkNanos(long nowNanos, @Nullable Peer from, Peer to, long sizeBytes) {
    return network == null
        ? OptionalLong.empty()
        : OptionalLong.of(network.chunkNanos(nowNanos, from, to, sizeBytes, random));
  }

  void loss(double share) {
    loss = share;
  }

  void doubling(double share) {
    doubling = share;
  }

  /** How much later than others a message may come; far more than the delay shuffles them all. */
  void spread(long nanos) {
    spreadNanos = nanos;
  }

  /** Sets what a message needs on its way from one region to another. */
  void delay(RegionName from, RegionName to, long nanos) {
    delayNanos.computeIfAbsent(from, any -> new TreeMap<>()).put(to, nanos);
  }

  /** Cuts what goes from some nodes to others; the other way stays as it is. */
  void cut(Collection<NodeName> from, Collection<NodeName> to) {
    for (NodeName one : from) {
      cut.computeIfAbsent(one, any -> new TreeSet<>()).addAll(to);
    }
  }

  void heal() {
    cut.clear();
    delayNanos.clear();
    loss = 0;
    doubling = 0;
    spreadNanos = 0;
  }

  boolean connected(NodeName from, NodeName to) {
    return cut.isEmpty() || !cut.getOrDefault(from, Set.of()).contains(to);
  }

  /** How many copies of a message arrive: none, one, or two. */
  int copies(Peer from, Peer to) {
    if (!connected(from.node(), to.node()) || random.nextDouble() < loss) {
      return 0;
    }
    if (network != null && network.loses(from, to, random)) {
      return 0;
    }
    return random.nextDouble() < doubling ? 2 : 1;
  }

  /** Delays differ from message to message, so that later ones overtake earlier ones. */
  long delayNanos(Peer from, Peer to) {
    boolean moved = delayNanos.getOrDefault(from.region(), Map.of()).containsKey(to.region());
    if (network != null && !moved) {
      long delay = network.delayNanos(from, to, random);
      return spreadNanos == 0 ? delay : delay + random.nextLong(spreadNanos);
    }
    long usual = from.region().equals(to.region()) ? NEAR_NANOS : FAR_NANOS;
    long base =
        delayNanos.isEmpty()
            ? usual
            : delayNanos.getOrDefault(from.region(), Map.of()).getOrDefault(to.region(), usual);
    return base / 2 + random.nextLong(base + spreadNanos);
  }
}
