package dev.linnet.simulator.scenario;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.simulator.Network;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A scenario's lines at work. A node sends and receives chunks one after the other, each at the
 * pace of the slowest of sender, way and receiver; messages are small beside chunks and pass them.
 */
final class LineNetwork implements Network {
  private static final double NANOS = 1e9;

  private final Map<RegionName, Map<RegionName, Lines.Line>> lines = new HashMap<>();
  private final Map<NodeName, DeviceClass> devices;
  private final Map<NodeName, Long> sendingUntil = new HashMap<>();
  private final Map<NodeName, Long> receivingUntil = new HashMap<>();
  private final double jitter;

  LineNetwork(MeshScenario scenario, Map<NodeName, DeviceClass> devices) {
    this.devices = devices;
    this.jitter = scenario.lines().jitter();
    for (Region from : scenario.regions()) {
      Map<RegionName, Lines.Line> ways = new HashMap<>();
      scenario.regions().forEach(to -> ways.put(to.name(), scenario.lines().line(from, to)));
      lines.put(from.name(), ways);
    }
  }

  private Lines.Line line(Peer from, Peer to) {
    Lines.Line line = lines.getOrDefault(from.region(), Map.of()).get(to.region());
    if (line == null) {
      throw new IllegalStateException("no line from " + from.region() + " to " + to.region());
    }
    return line;
  }

  @Override
  public boolean loses(Peer from, Peer to, RandomGenerator random) {
    double loss = line(from, to).loss();
    return loss > 0 && random.nextDouble() < loss;
  }

  @Override
  public long delayNanos(Peer from, Peer to, RandomGenerator random) {
    long base = line(from, to).delay().nanos(random);
    return base + (long) (-jitter * base * StrictMath.log1p(-random.nextDouble()));
  }

  @Override
  public long chunkNanos(
      long nowNanos, @Nullable Peer from, Peer to, long sizeBytes, RandomGenerator random) {
    DeviceClass taker = devices.getOrDefault(to.node(), DeviceClass.PLAIN);
    double pace = taker.down();
    long begins = Math.max(nowNanos, receivingUntil.getOrDefault(to.node(), 0L));
    long askedAndAnswered = 0;
    if (from != null) {
      DeviceClass giver = devices.getOrDefault(from.node(), DeviceClass.PLAIN);
      pace = Math.min(pace, Math.min(giver.up(), line(from, to).bandwidth()));
      begins = Math.max(begins, sendingUntil.getOrDefault(from.node(), 0L));
      askedAndAnswered = delayNanos(to, from, random) + delayNanos(from, to, random);
    }
    long ends = begins + (long) (sizeBytes / pace * NANOS);
    receivingUntil.put(to.node(), ends);
    if (from != null) {
      sendingUntil.put(from.node(), ends);
    }
    return ends - nowNanos + askedAndAnswered;
  }
}
