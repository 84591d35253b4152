package dev.linnet.simulator.workload;

import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.swarm.Order;
import dev.linnet.core.swarm.Source;
import dev.linnet.core.swarm.Swarm;
import dev.linnet.core.swarm.SwarmSettings;
import dev.linnet.simulator.engine.Simulation;
import dev.linnet.simulator.engine.SplitMix;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The product's own {@link Swarm}, one for each node of a region, node 0 being the only one that
 * has the model. A node uploads one chunk at a time, in the order in which they were asked for, as
 * its link alone would; whoever was given news to tell tells all others five times a second. A tick
 * is a millisecond.
 */
public final class CoreSwarm implements Workload {
  private static final int NEWS_TICKS = 200;
  private static final int LATENCY_TICKS = 2;
  private static final long NANOS_PER_TICK = 1_000_000;

  private static final int LOOKS = 0;
  private static final int NEWS = 1;
  private static final int ORDER = 2;
  private static final int CHUNK = 3;
  private static final int KIND = 3;
  private static final int CHUNK_SHIFT = 2;

  private final Manifest manifest;
  private final List<ChunkRef> chunks;
  private final int uploadTicks;
  private final List<Swarm> swarms = new ArrayList<>();
  private final List<Peer> peers = new ArrayList<>();
  private final TreeMap<NodeName, Integer> indexes = new TreeMap<>();

  /** What a node told last; it comes before the next is told. */
  private final BitSet[] told;

  private final long[] linkFreeAt;
  private final long wanted;
  private long got;
  private long uploads;
  private long seedUploads;
  private long completeAt = -1;

  public CoreSwarm(int nodes, long seed, Settings settings) {
    this.manifest = SwarmModel.of(settings.whole("chunks", 64, 1, 100_000));
    this.chunks = manifest.chunks();
    this.uploadTicks = settings.whole("upload-millis", 105, 1, 60_000);
    this.told = new BitSet[nodes];
    this.linkFreeAt = new long[nodes];
    this.wanted = (nodes - 1L) * chunks.size();
    RegionName region = new RegionName("region");
    for (int node = 0; node < nodes; node++) {
      Peer peer = new Peer(new NodeName("n" + node), region, new Address("127.0.0.1", 7700));
      peers.add(peer);
      indexes.put(peer.node(), node);
      swarms.add(
          new Swarm(
              peer.node(),
              region,
              SwarmSettings.defaults(),
              new SplittableRandom(SplitMix.mix(seed * SplitMix.GAMMA + node))));
      told[node] = new BitSet();
    }
    swarms.forEach(swarm -> swarm.regionCouncil(indexes.keySet()));
  }

  @Override
  public void start(Simulation simulation) {
    for (int node = 0; node < simulation.nodes(); node++) {
      BitSet have = new BitSet();
      have.set(0, node == 0 ? chunks.size() : 0);
      swarms.get(node).want(manifest, have, 0);
    }
    for (int node = 0; node < simulation.nodes(); node++) {
      tell(simulation, node);
      simulation.after(node, simulation.drawBelow(NEWS_TICKS), LOOKS);
    }
  }

  @Override
  public void onEvent(Simulation simulation, int node, int from, long word) {
    Swarm swarm = swarms.get(node);
    int chunk = (int) (word >>> CHUNK_SHIFT);
    switch ((int) word & KIND) {
      case LOOKS -> {
        if (got == wanted) {
          return;
        }
        if (!told[node].equals(swarm.held(manifest.digest()))) {
          tell(simulation, node);
        }
        simulation.after(node, NEWS_TICKS, LOOKS);
      }
      case NEWS ->
          swarm.peerHolds(peers.get(from), manifest.digest(), told[from], nanos(simulation));
      case ORDER -> {
        upload(simulation, node, from, chunk);
        return;
      }
      default -> store(simulation, node, from, chunk);
    }
    for (Order order : swarm.next(nanos(simulation))) {
      simulation.send(
          node, index(order), LATENCY_TICKS, (long) order.chunkIndex() << CHUNK_SHIFT | ORDER);
    }
  }

  private static long nanos(Simulation simulation) {
    return simulation.nowTicks() * NANOS_PER_TICK;
  }

  private int index(Order order) {
    Integer index =
        order.source() instanceof Source.OfPeer peer ? indexes.get(peer.peer().node()) : null;
    if (index == null) {
      throw new IllegalStateException("an order to no node: " + order.source());
    }
    return index;
  }

  private void tell(Simulation simulation, int node) {
    told[node] = swarms.get(node).held(manifest.digest());
    for (int other = 0; other < simulation.nodes(); other++) {
      if (other != node) {
        simulation.send(node, other, LATENCY_TICKS, NEWS);
      }
    }
  }

  private void upload(Simulation simulation, int node, int to, int chunk) {
    uploads++;
    seedUploads += node == 0 ? 1 : 0;
    linkFreeAt[node] = Math.max(linkFreeAt[node], simulation.nowTicks()) + uploadTicks;
    long delay = linkFreeAt[node] - simulation.nowTicks() + LATENCY_TICKS;
    simulation.send(node, to, delay, (long) chunk << CHUNK_SHIFT | CHUNK);
  }

  private void store(Simulation simulation, int node, int from, int chunk) {
    Swarm swarm = swarms.get(node);
    got += swarm.held(manifest.digest()).get(chunk) ? 0 : 1;
    swarm.stored(chunks.get(chunk).digest(), new Source.OfPeer(peers.get(from)), nanos(simulation));
    if (got == wanted && completeAt < 0) {
      completeAt = simulation.nowTicks();
    }
  }

  /**
   * How many times the upload of one chunk it took until all had all, and uploads for each chunk
   * that was wanted, of all nodes, and of each chunk, by the first.
   */
  @Override
  public Map<String, Double> figures() {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("rounds", completeAt < 0 ? Double.NaN : (double) completeAt / uploadTicks);
    figures.put("uploadsPerChunk", (double) uploads / wanted);
    figures.put("copiesFromTheFirst", (double) seedUploads / chunks.size());
    return figures;
  }
}
