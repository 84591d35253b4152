package dev.linnet.simulator.workload;

import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.swarm.Order;
import dev.linnet.core.swarm.Source;
import dev.linnet.core.swarm.Swarm;
import dev.linnet.core.swarm.SwarmSettings;
import dev.linnet.core.trust.Digest;
import dev.linnet.simulator.engine.Simulation;
import dev.linnet.simulator.engine.SplitMix;
import dev.linnet.simulator.workload.SlowLinks.Link;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The product's own {@link Swarm}, one for each node of many regions, of which node 0 alone has the
 * model; nodes ask each other what they hold as the core's do. Time is from when all want the
 * model: how the announcement spreads is not in it. Some nodes may leave, without a word and with
 * their disks, and come back. A tick is a millisecond.
 */
public final class RegionalSwarm implements Workload {
  private static final int NEAR_TICKS = 2;
  private static final int FAR_TICKS = 80;
  private static final long NANOS_PER_TICK = 1_000_000;
  private static final double TICKS_PER_MINUTE = 60_000;

  private static final int LOOK_TICKS = 200;

  /** Until its region knows that a node is gone. */
  private static final int DETECTION_TICKS = 8_000;

  private enum Kind {
    LOOK,
    ASKED,
    TOLD,
    ORDERED,
    REFUSED,
    LEFT_THE_NODE,
    LEFT_THE_REGION,
    ENTERED_THE_REGION,
    ARRIVED,
    LEAVES,
    RETURNS,
    GONE;

    private static final int BITS = 4;
    private static final Kind[] ALL = values();

    static Kind of(long word) {
      return ALL[(int) word & ((1 << BITS) - 1)];
    }

    static int chunk(long word) {
      return (int) (word >>> BITS);
    }

    long word(int chunk) {
      return (long) chunk << BITS | ordinal();
    }

    long word() {
      return word(0);
    }
  }

  private final Manifest manifest;
  private final Digest digest;
  private final int chunks;
  private final int churnPercent;
  private final int absentTicks;
  private final long seed;
  private final Regions regions;
  private final SlowLinks links;
  private final Uploads uploads;
  private final Audiences audiences;
  private final Questions questions;
  private final Swarm[] swarms;
  private final Peer[] peers;
  private final Map<NodeName, Integer> indexes = new HashMap<>();

  /** What a node told last; it comes before the next is told. */
  private final BitSet[] told;

  private final boolean[] away;
  private final boolean[] everLeft;
  private final int[] entered;
  private long sentByTheFirstRegion;
  private long leaves;
  private int incomplete;
  private int incompleteStayers;
  private long stayersTicks = -1;
  private long allTicks = -1;

  public RegionalSwarm(int nodes, long seed, Settings settings) {
    this.seed = seed;
    this.regions =
        new Regions(nodes, settings.whole("regions", 4, 1, nodes), NEAR_TICKS, FAR_TICKS);
    this.chunks = settings.whole("chunks", 64, 1, 100_000);
    this.churnPercent = settings.whole("churn-percent", 0, 0, 100);
    this.absentTicks = settings.whole("absent-millis", 30_000, 1, 3_600_000);
    this.links =
        new SlowLinks(
            nodes,
            regions.count(),
            settings.whole("upload-millis", 21, 1, 60_000),
            settings.whole("wide-millis", 210, 1, 60_000));
    this.manifest = SwarmModel.of(chunks);
    this.digest = manifest.digest();
    this.uploads = new Uploads(nodes);
    this.audiences = new Audiences(regions, nodes);
    this.questions = new Questions(regions, nodes);
    this.told = new BitSet[nodes];
    this.away = new boolean[nodes];
    this.everLeft = new boolean[nodes];
    this.entered = new int[regions.count()];
    this.incomplete = nodes - 1;
    this.incompleteStayers = nodes - 1;
    this.peers = IntStream.range(0, nodes).mapToObj(this::peer).toArray(Peer[]::new);
    for (int node = 0; node < nodes; node++) {
      indexes.put(peers[node].node(), node);
      told[node] = new BitSet();
    }
    this.swarms = IntStream.range(0, nodes).mapToObj(node -> swarm(node, 0)).toArray(Swarm[]::new);
  }

  private Peer peer(int node) {
    RegionName region = new RegionName("r" + regions.of(node));
    return new Peer(
        new NodeName(region.value() + "-" + regions.rank(node)),
        region,
        new Address("127.0.0.1", 7700));
  }

  private Swarm swarm(int node, long nowTicks) {
    Swarm swarm =
        new Swarm(
            peers[node].node(),
            peers[node].region(),
            SwarmSettings.defaults(),
            new SplittableRandom(SplitMix.mix(seed * SplitMix.GAMMA + node) + nowTicks));
    swarm.regionCouncil(
        IntStream.range(0, regions.councilSize())
            .mapToObj(rank -> peers[regions.node(regions.of(node), rank)].node())
            .toList());
    return swarm;
  }

  @Override
  public void start(Simulation simulation) {
    for (int node = 0; node < simulation.nodes(); node++) {
      BitSet have = new BitSet();
      have.set(0, node == 0 ? chunks : 0);
      swarms[node].want(manifest, have, 0);
      simulation.after(node, simulation.drawBelow(LOOK_TICKS), Kind.LOOK.word());
      leaveLater(simulation, node);
    }
  }

  /** So many of a hundred leave in a minute; the one that has the model at first does not. */
  private void leaveLater(Simulation simulation, int node) {
    if (churnPercent > 0 && node > 0) {
      double uniform = (simulation.draw() >>> 11) * 0x1p-53;
      double minutes = -StrictMath.log1p(-uniform) * 100 / churnPercent;
      simulation.after(node, (long) (minutes * TICKS_PER_MINUTE), Kind.LEAVES.word());
    }
  }

  @Override
  public void onEvent(Simulation simulation, int node, int from, long word) {
    Kind kind = Kind.of(word);
    int chunk = Kind.chunk(word);
    switch (kind) {
      case LEFT_THE_NODE, LEFT_THE_REGION, ENTERED_THE_REGION -> {
        carry(simulation, kind, from, node, chunk);
        return;
      }
      case RETURNS -> comeBack(simulation, node);
      default -> {}
    }
    if (away[node] || incomplete == 0) {
      return;
    }
    switch (kind) {
      case LOOK -> look(simulation, node);
      case ASKED -> answer(simulation, node, from);
      case TOLD -> swarms[node].peerHolds(peers[from], digest, told[from], nanos(simulation));
      case ORDERED -> {
        ordered(simulation, node, from, chunk);
        return;
      }
      case REFUSED -> {
        Digest refused = manifest.chunks().get(chunk).digest();
        swarms[node].failed(refused, source(from), ChunkFailure.BUSY, nanos(simulation));
      }
      case ARRIVED -> store(simulation, node, from, chunk);
      case LEAVES -> leave(simulation, node);
      case GONE -> swarms[node].peerGone(peers[from].node(), nanos(simulation));
      default -> {}
    }
    if (!away[node]) {
      order(simulation, node);
    }
  }

  private static long nanos(Simulation simulation) {
    return simulation.nowTicks() * NANOS_PER_TICK;
  }

  private Source source(int node) {
    return new Source.OfPeer(peers[node]);
  }

  private void message(Simulation simulation, int from, int to, long word) {
    simulation.send(from, to, regions.delayTicks(simulation, from, to), word);
  }

  private void look(Simulation simulation, int node) {
    long nowTicks = simulation.nowTicks();
    audiences.tell(node, swarms[node].held(digest), nowTicks, to -> tell(simulation, node, to));
    if (!swarms[node].complete(digest)) {
      questions.ask(
          simulation, node, swarms[node], to -> message(simulation, node, to, Kind.ASKED.word()));
    }
    simulation.after(node, LOOK_TICKS, Kind.LOOK.word());
  }

  private void answer(Simulation simulation, int node, int from) {
    tell(simulation, node, from);
    if (regions.of(from) == regions.of(node) && !swarms[node].complete(digest)) {
      audiences.add(node, from, told[node].cardinality(), simulation.nowTicks());
    }
  }

  private void tell(Simulation simulation, int node, int to) {
    told[node] = swarms[node].held(digest);
    message(simulation, node, to, Kind.TOLD.word());
  }

  private void order(Simulation simulation, int node) {
    for (Order order : swarms[node].next(nanos(simulation))) {
      message(simulation, node, index(order), Kind.ORDERED.word(order.chunkIndex()));
    }
  }

  private int index(Order order) {
    Integer index =
        order.source() instanceof Source.OfPeer peer ? indexes.get(peer.peer().node()) : null;
    if (index == null) {
      throw new IllegalStateException("an order to no node: " + order.source());
    }
    return index;
  }

  private void ordered(Simulation simulation, int node, int by, int chunk) {
    if (!uploads.enter(node, new Uploads.Asked(simulation.nowTicks(), by, chunk))) {
      message(simulation, node, by, Kind.REFUSED.word(chunk));
    }
    upload(simulation, node);
  }

  private void upload(Simulation simulation, int node) {
    for (Uploads.Asked asked : uploads.impatient(node, simulation.nowTicks())) {
      message(simulation, node, asked.by(), Kind.REFUSED.word(asked.chunk()));
    }
    for (Uploads.Asked asked : uploads.begin(node)) {
      long ticks = links.pass(Link.NODE_OUT, node, simulation.nowTicks());
      simulation.send(node, asked.by(), ticks, Kind.LEFT_THE_NODE.word(asked.chunk()));
    }
  }

  /** A chunk is through one link and comes to the next. */
  private void carry(Simulation simulation, Kind through, int from, int to, int chunk) {
    int out = regions.of(from);
    int in = regions.of(to);
    boolean near = out == in;
    if (through == Kind.LEFT_THE_REGION || (through == Kind.LEFT_THE_NODE && near)) {
      uploads.sent(from);
      upload(simulation, from);
    }
    if (away[from] && through != Kind.ENTERED_THE_REGION) {
      if (through == Kind.LEFT_THE_NODE && !near) {
        uploads.sent(from);
      }
      return;
    }
    long nowTicks = simulation.nowTicks();
    switch (through) {
      case LEFT_THE_NODE -> {
        long ticks =
            near
                ? links.pass(Link.NODE_IN, to, nowTicks) + NEAR_TICKS
                : links.pass(Link.REGION_OUT, out, nowTicks);
        simulation.send(from, to, ticks, (near ? Kind.ARRIVED : Kind.LEFT_THE_REGION).word(chunk));
      }
      case LEFT_THE_REGION -> {
        sentByTheFirstRegion += out == 0 ? 1 : 0;
        long ticks = links.pass(Link.REGION_IN, in, nowTicks) + FAR_TICKS;
        simulation.send(from, to, ticks, Kind.ENTERED_THE_REGION.word(chunk));
      }
      default -> {
        entered[in]++;
        long ticks = links.pass(Link.NODE_IN, to, nowTicks);
        simulation.send(from, to, ticks, Kind.ARRIVED.word(chunk));
      }
    }
  }

  private void store(Simulation simulation, int node, int from, int chunk) {
    Digest arrived = manifest.chunks().get(chunk).digest();
    if (swarms[node].stored(arrived, source(from), nanos(simulation))) {
      incomplete--;
      incompleteStayers -= everLeft[node] ? 0 : 1;
      note(simulation);
    }
  }

  private void note(Simulation simulation) {
    if (incompleteStayers == 0 && stayersTicks < 0) {
      stayersTicks = simulation.nowTicks();
    }
    if (incomplete == 0 && allTicks < 0) {
      allTicks = simulation.nowTicks();
    }
  }

  private void leave(Simulation simulation, int node) {
    if (incompleteStayers == 0) {
      return;
    }
    leaves++;
    away[node] = true;
    if (!everLeft[node]) {
      everLeft[node] = true;
      incompleteStayers -= swarms[node].complete(digest) ? 0 : 1;
      note(simulation);
    }
    uploads.forget(node);
    audiences.forget(node);
    for (int rank = 0; rank < regions.size() && absentTicks > DETECTION_TICKS; rank++) {
      simulation.send(
          node, regions.node(regions.of(node), rank), DETECTION_TICKS, Kind.GONE.word());
    }
    simulation.after(node, absentTicks, Kind.RETURNS.word());
  }

  /** What was on its disk is there, and nothing else of what it knew. */
  private void comeBack(Simulation simulation, int node) {
    away[node] = false;
    BitSet have = swarms[node].held(digest);
    swarms[node] = swarm(node, simulation.nowTicks());
    swarms[node].want(manifest, have, nanos(simulation));
    questions.forget(node);
    simulation.after(node, simulation.drawBelow(LOOK_TICKS), Kind.LOOK.word());
    leaveLater(simulation, node);
  }

  /**
   * The fluid bound, and as ratios to it the times until all that never left have the model, and
   * until all have it; of the regions without the first node, how often a chunk entered one, in the
   * mean and at most; how often one left the first region; and how often a node left.
   */
  @Override
  public Map<String, Double> figures() {
    Map<String, Double> figures = new LinkedHashMap<>();
    double bound = links.boundTicks(chunks);
    figures.put("boundSeconds", bound / 1e3);
    figures.put("stayersOfBound", stayersTicks < 0 ? Double.NaN : stayersTicks / bound);
    figures.put("allOfBound", allTicks < 0 ? Double.NaN : allTicks / bound);
    int[] others = Arrays.copyOfRange(entered, 1, entered.length);
    figures.put("copiesIntoARegion", Arrays.stream(others).average().orElse(Double.NaN) / chunks);
    figures.put(
        "copiesIntoTheMost",
        Arrays.stream(others).mapToDouble(each -> each).max().orElse(Double.NaN) / chunks);
    figures.put("copiesFromTheFirst", (double) sentByTheFirstRegion / chunks);
    figures.put("leaves", (double) leaves);
    return figures;
  }
}
