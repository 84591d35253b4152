package dev.linnet.core.swarm;

import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.trust.Digest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * Regions of swarms and one origin in virtual time, over {@link SharedLinks}; a message takes 2 ms
 * inside a region and 80 ms between two. Every node tells every other what it holds.
 */
final class SwarmNetwork {
  /**
   * How fast everything is.
   *
   * @param bytesPerSecond of each node, as much out as in
   * @param originBytesPerSecond what the origin sends
   * @param uploads transfers that a node works on at once
   * @param newsPeriodNanos within which a node tells the others what it gained
   */
  record Speeds(
      double bytesPerSecond, double originBytesPerSecond, int uploads, long newsPeriodNanos) {}

  /** A chunk in 20 ms, 50 ms from the origin. */
  static final Speeds FAST =
      new Speeds(Manifests.CHUNK_BYTES / 0.02, Manifests.CHUNK_BYTES / 0.05, 1, 500_000_000L);

  static final long MILLI = 1_000_000L;
  static final long SECOND = 1_000 * MILLI;
  static final String ORIGIN = "http://origin.test/model";

  /** How a source treats who asks. */
  enum Manner {
    GOOD,
    /** Drops everything without a word. */
    SILENT,
    /** Claims everything and sends wrong bytes. */
    CORRUPT,
    /** Claims everything and has nothing. */
    LIAR
  }

  private record Timed(long atNanos, long sequence, Runnable action) {}

  private final class Member {
    final Peer peer;
    final Swarm swarm;
    final SharedLinks.Sender up = new SharedLinks.Sender(speeds.bytesPerSecond(), speeds.uploads());
    final SharedLinks.Link down = new SharedLinks.Link(speeds.bytesPerSecond());
    Manner manner = Manner.GOOD;
    BitSet announced = new BitSet();

    Member(Peer peer, long seed) {
      this.peer = peer;
      this.swarm =
          new Swarm(
              peer.node(), peer.region(), SwarmSettings.defaults(), new SplittableRandom(seed));
    }
  }

  final Manifest manifest;
  final List<String> trace = new ArrayList<>();

  /** Deliveries of good chunks into a region from outside, by region. */
  final Map<RegionName, Integer> crossings = new TreeMap<>();

  /** Orders by the source's name; the origin under "origin". */
  final Map<String, Integer> ordersBySource = new TreeMap<>();

  long nowNanos = -5 * SECOND;
  private final Map<NodeName, Member> members = new TreeMap<>();
  private final PriorityQueue<Timed> queue =
      new PriorityQueue<>(Comparator.comparingLong(Timed::atNanos).thenComparing(Timed::sequence));
  private long sequence;
  private final SplittableRandom faults;
  private double messageLoss;
  private boolean originAlive = true;
  private final Speeds speeds;
  private final SharedLinks links = new SharedLinks(new Virtual());
  private final SharedLinks.Sender origin;

  private final class Virtual implements SharedLinks.Timeline {
    @Override
    public long nowNanos() {
      return nowNanos;
    }

    @Override
    public void after(long delayNanos, Runnable action) {
      SwarmNetwork.this.after(delayNanos, action);
    }
  }

  SwarmNetwork(long seed, int chunkCount, List<String> regions, int nodesPerRegion, Speeds speeds) {
    this.speeds = speeds;
    origin = new SharedLinks.Sender(speeds.originBytesPerSecond(), 1);
    manifest = Manifests.of("detector", chunkCount, ORIGIN);
    SplittableRandom seeds = new SplittableRandom(seed);
    faults = seeds.split();
    for (String region : regions) {
      TreeSet<NodeName> names = new TreeSet<>();
      for (int i = 0; i < nodesPerRegion; i++) {
        NodeName name = new NodeName(region + "-" + i);
        names.add(name);
        Peer peer = new Peer(name, new RegionName(region), new Address("127.0.0.1", 7700));
        Member member = new Member(peer, seeds.nextLong());
        members.put(name, member);
      }
      names.forEach(name -> member(name.value()).swarm.regionCouncil(names));
      crossings.put(new RegionName(region), 0);
    }
  }

  private Member member(String name) {
    Member member = members.get(new NodeName(name));
    if (member == null) {
      throw new IllegalArgumentException("no member " + name);
    }
    return member;
  }

  void manner(String node, Manner manner) {
    member(node).manner = manner;
  }

  void killOrigin() {
    originAlive = false;
  }

  Swarm swarm(String node) {
    return member(node).swarm;
  }

  /** Loses that share of the messages about what a node holds; a later one says the same. */
  void loseMessages(double share) {
    messageLoss = share;
  }

  /** This node holds all of the model from the start. */
  void seed(String node) {
    Member member = member(node);
    BitSet all = new BitSet();
    all.set(0, manifest.chunks().size());
    member.swarm.want(manifest, all, nowNanos);
  }

  /** How often a node sent each chunk, in the mean. */
  double copiesFrom(String node) {
    return (double) ordersBySource.getOrDefault(node, 0) / manifest.chunks().size();
  }

  /** All nodes but the silent ones want the model from now on. */
  void start() {
    crossings.keySet().forEach(region -> start(region.value()));
  }

  /** The nodes of one region want the model from now on; the others tell them what they hold. */
  void start(String region) {
    for (Member member : members.values()) {
      if (member.peer.region().value().equals(region) && member.manner != Manner.SILENT) {
        BitSet have = new BitSet();
        have.set(0, member.manner == Manner.GOOD ? 0 : manifest.chunks().size());
        member.swarm.want(manifest, have, nowNanos);
        tick(member);
      }
    }
    members.values().stream()
        .filter(member -> member.swarm.wants(manifest.digest()))
        .forEach(this::announce);
  }

  private void tick(Member member) {
    if (messageLoss > 0 || !member.announced.equals(member.swarm.held(manifest.digest()))) {
      announce(member);
    }
    act(member);
    after(speeds.newsPeriodNanos(), () -> tick(member));
  }

  private void announce(Member from) {
    BitSet held = from.swarm.held(manifest.digest());
    from.announced = held;
    for (Member to : members.values()) {
      if (to != from && faults.nextDouble() >= messageLoss) {
        after(
            latencyNanos(from, to),
            () -> {
              to.swarm.peerHolds(from.peer, manifest.digest(), held, nowNanos);
              act(to);
            });
      }
    }
  }

  private void act(Member member) {
    if (member.manner == Manner.SILENT) {
      return;
    }
    for (Order order : member.swarm.next(nowNanos)) {
      String source =
          order.source() instanceof Source.OfPeer peer ? peer.peer().node().value() : "origin";
      trace.add(nowNanos + " " + member.peer.node() + " " + order.chunkIndex() + " " + source);
      ordersBySource.merge(source, 1, Integer::sum);
      carryOut(member, order, source);
    }
  }

  private void carryOut(Member to, Order order, String sourceName) {
    Digest chunk = manifest.chunks().get(order.chunkIndex()).digest();
    if (!(order.source() instanceof Source.OfPeer)) {
      askOrigin(to, chunk, order);
      return;
    }
    Member from = member(sourceName);
    if (from.manner == Manner.SILENT) {
      return;
    }
    long latencyNanos = latencyNanos(from, to);
    boolean holds =
        from.manner != Manner.LIAR && from.swarm.held(manifest.digest()).get(order.chunkIndex());
    if (!holds && from.manner != Manner.CORRUPT) {
      after(2 * latencyNanos, () -> fail(to, chunk, order, ChunkFailure.MISSING));
      return;
    }
    Runnable arrival =
        from.manner == Manner.CORRUPT
            ? () -> fail(to, chunk, order, ChunkFailure.CORRUPT)
            : () -> store(to, chunk, order, !from.peer.region().equals(to.peer.region()));
    after(
        latencyNanos,
        () ->
            links.send(
                from.up,
                List.of(to.down),
                Manifests.CHUNK_BYTES,
                () -> after(latencyNanos, arrival)));
  }

  private void askOrigin(Member to, Digest chunk, Order order) {
    if (!originAlive) {
      after(100 * MILLI, () -> fail(to, chunk, order, ChunkFailure.UNREACHABLE));
      return;
    }
    Runnable arrival =
        () -> {
          if (originAlive) {
            store(to, chunk, order, true);
          } else {
            fail(to, chunk, order, ChunkFailure.UNREACHABLE);
          }
        };
    links.send(origin, List.of(to.down), Manifests.CHUNK_BYTES, () -> after(80 * MILLI, arrival));
  }

  private void store(Member to, Digest chunk, Order order, boolean crossed) {
    if (crossed) {
      crossings.merge(to.peer.region(), 1, Integer::sum);
    }
    to.swarm.stored(chunk, order.source(), nowNanos);
    act(to);
  }

  private void fail(Member to, Digest chunk, Order order, ChunkFailure failure) {
    to.swarm.failed(chunk, order.source(), failure, nowNanos);
    act(to);
  }

  private static long latencyNanos(Member a, Member b) {
    return (a.peer.region().equals(b.peer.region()) ? 2 : 80) * MILLI;
  }

  private void after(long delayNanos, Runnable action) {
    queue.add(new Timed(nowNanos + delayNanos, sequence++, action));
  }

  /** Runs until {@code condition} holds or the time is up; says whether it holds. */
  boolean runUntil(BooleanSupplier condition, long limitNanos) {
    long end = nowNanos + limitNanos;
    while (!condition.getAsBoolean()) {
      Timed next = queue.peek();
      if (next == null || next.atNanos() > end) {
        return false;
      }
      queue.remove();
      nowNanos = next.atNanos();
      next.action().run();
    }
    return true;
  }

  boolean allComplete() {
    return members.values().stream()
        .filter(member -> member.manner != Manner.SILENT)
        .allMatch(member -> member.swarm.complete(manifest.digest()));
  }

  /** Chunks held by some honest node of a region. */
  int chunksIn(String region) {
    BitSet union = new BitSet();
    for (Member member : members.values()) {
      if (member.peer.region().value().equals(region) && member.manner == Manner.GOOD) {
        union.or(member.swarm.held(manifest.digest()));
      }
    }
    return union.cardinality();
  }
}
