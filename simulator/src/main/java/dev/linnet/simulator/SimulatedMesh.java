package dev.linnet.simulator;

import dev.linnet.core.Event;
import dev.linnet.core.Message;
import dev.linnet.core.Notice;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Compatibility;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.model.TensorSpec;
import dev.linnet.core.replica.Admitted;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.AnnouncementJson;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.swarm.Source;
import dev.linnet.core.swarm.SwarmSettings;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.SignatureCheck;
import dev.linnet.core.trust.Signer;
import dev.linnet.core.trust.TrustRoot;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A mesh on virtual time. One seed gives one history, to the last event; each node draws from a
 * stream of its own, so that one node's extra draw does not shift the others.
 */
public final class SimulatedMesh {
  private static final long RETURN_NANOS = 1_500_000_000L;
  private static final int SMALL_CHUNK_BYTES = 1_000;
  private static final long STEP_NANOS = 100_000_000L;

  /** What a mesh's clocks show at its beginning unless a scenario asks for a certain hour. */
  public static final Instant USUAL_START = Instant.ofEpochSecond(1_800_000_000L);

  private final Timeline timeline = new Timeline();
  private final SimulatedTrust trust;
  private final long startMillis;
  private final Timing timing;
  private final SplittableRandom random;
  private final Links links;
  private final Map<NodeName, SimulatedNode> nodes = new LinkedHashMap<>();
  private final Map<Digest, Manifest> manifests = new HashMap<>();
  private final Map<Digest, List<Quality>> qualities = new HashMap<>();
  private final List<Checker> checkers = new ArrayList<>();
  private final Map<RegionName, Long> chunksIntoRegion = new HashMap<>();
  private final Map<RegionName, Function<Message, Optional<Message>>> filters = new HashMap<>();
  private final Membership membership = new Membership(this);

  /** Nodes pass facts on unchanged: each is checked once for all who know the same trust roots. */
  private final Admitted admitted = new Admitted();

  private boolean originUp = true;
  private SwarmSettings swarm = SwarmSettings.defaults();
  private long handled;

  /** Looks at the mesh after every event; throws {@link AssertionError} at a broken invariant. */
  public interface Checker {
    /** A process started; it knows what its disk held. */
    default void onStarted(SimulatedNode node) {}

    /** A process died. */
    default void onCrashed(SimulatedNode node) {}

    /** A disk was lost. */
    default void onDiskLost(SimulatedNode node) {}

    /** A node took an event in, and what it wrote on account of it is about to be durable. */
    default void onTaken(SimulatedNode node, Event event) {}

    /** A fact is on the disk. */
    default void onPersisted(SimulatedNode node, String key, Fact fact) {}

    /** A fact is no longer on the disk. */
    default void onForgotten(SimulatedNode node, String key, Fact fact) {}

    /** A piece of the node's own memory is on the disk. */
    default void onRemembered(SimulatedNode node, String key, String json) {}

    /** A manifest is on the disk. */
    default void onManifestStored(SimulatedNode node, Digest digest, String json) {}

    /** A manifest may be collected. */
    default void onManifestDropped(SimulatedNode node, Digest digest) {}

    /** A message leaves. */
    default void onSent(SimulatedNode node, Peer to, Message message) {}

    /** A trial begins that will end so. */
    default void onTrial(SimulatedNode node, Manifest manifest, boolean passes) {}

    /** A node ordered that a version serve. */
    default void onServeOrdered(SimulatedNode node, Manifest manifest) {}

    /** A node began to serve a version. */
    default void onServing(SimulatedNode node, Manifest manifest) {}

    /** An order to serve came to be carried out too late, and was not. */
    default void onServingLate(SimulatedNode node, Manifest manifest) {}

    /** A node answers "not ready" for a model. */
    default void onServingStopped(SimulatedNode node, ModelName model) {}

    /** A node told people something. */
    default void onNotice(SimulatedNode node, Notice notice) {}

    /** A chunk came to a node and is on its disk. */
    default void onChunkFetched(SimulatedNode node, Source source, ChunkRef chunk) {}

    /** A node dealt with an event. */
    default void onHandled(SimulatedNode node) {}
  }

  public SimulatedMesh(long seed) {
    this(seed, Timing.FINE);
  }

  public SimulatedMesh(long seed, Timing timing) {
    this(seed, timing, 1, USUAL_START);
  }

  /**
   * A mesh without nodes.
   *
   * @param signatures how many operators must sign what they announce and order, 1 or 2
   * @param start what a right clock shows at the beginning
   */
  public SimulatedMesh(long seed, Timing timing, int signatures, Instant start) {
    this.trust = new SimulatedTrust(signatures);
    this.startMillis = start.toEpochMilli();
    this.timing = timing;
    this.random = new SplittableRandom(seed);
    this.links = new Links(random.split());
  }

  /** Adds {@code count} nodes named {@code region-1} and so on; they are down until started. */
  public SimulatedMesh region(String name, int count) {
    for (int i = 1; i <= count; i++) {
      NodeName node = new NodeName(name + "-" + i);
      Address address = new Address(name + ".test", i);
      Peer peer = new Peer(node, new RegionName(name), address);
      nodes.put(node, new SimulatedNode(this, nodes.size(), peer, random.split()));
    }
    return this;
  }

  public void check(Checker checker) {
    checkers.add(checker);
  }

  /** Ends what {@link #check} began. */
  public void uncheck(Checker checker) {
    checkers.remove(checker);
  }

  public SimulatedNode node(String name) {
    return Objects.requireNonNull(nodes.get(new NodeName(name)), name);
  }

  public Collection<SimulatedNode> nodes() {
    return Collections.unmodifiableCollection(nodes.values());
  }

  /** Lets nodes that never ran know what a mesh that ran for long knows of itself. */
  public SimulatedMesh acquainted() {
    Acquaintance.of(nodes.values(), trust);
    return this;
  }

  public SimulatedMesh startAll() {
    nodes.values().forEach(SimulatedNode::start);
    return this;
  }

  public void run(Duration howLong) {
    long until = timeline.nowNanos() + howLong.toNanos();
    while (timeline.step(until)) {}
  }

  /** Runs until something holds; false if it does not within {@code atMost}. */
  public boolean runUntil(Duration atMost, BooleanSupplier holds) {
    long until = timeline.nowNanos() + atMost.toNanos();
    while (!holds.getAsBoolean() && timeline.nowNanos() < until) {
      run(Duration.ofNanos(STEP_NANOS));
    }
    return holds.getAsBoolean();
  }

  /** A model that differs from every other by its version alone, of some chunks. */
  public Manifest model(String name, String version, Quality quality, @Nullable String origin) {
    return model(name, version, quality, origin, 4, 17);
  }

  /** A model of so many small chunks that asks for an opset. */
  public Manifest model(
      String name,
      String version,
      Quality quality,
      @Nullable String origin,
      int chunkCount,
      int opset) {
    return model(name, version, quality, origin, chunkCount, SMALL_CHUNK_BYTES, opset);
  }

  /** A model of so many chunks of a size. */
  public Manifest model(
      String name,
      String version,
      Quality quality,
      @Nullable String origin,
      int chunkCount,
      int chunkBytes,
      int opset) {
    List<ChunkRef> chunks = new ArrayList<>();
    for (int i = 0; i < chunkCount; i++) {
      String content = name + " " + version + " chunk " + i;
      chunks.add(new ChunkRef(Digest.of(content.getBytes(StandardCharsets.UTF_8)), chunkBytes));
    }
    Digest whole = Digest.of((name + version).getBytes(StandardCharsets.UTF_8));
    TensorSpec tensor = new TensorSpec("x", "FP32", List.of(-1L, 4L));
    Manifest manifest =
        ManifestJson.named(
            new Manifest(
                whole,
                new ModelName(name),
                version,
                origin,
                "model.onnx",
                List.of(new ModelFile("model.onnx", (long) chunkBytes * chunkCount, whole, chunks)),
                List.of(tensor),
                List.of(tensor),
                opset,
                8,
                0,
                1e-3,
                1e-7));
    manifests.put(manifest.digest(), manifest);
    quality(manifest.digest(), quality);
    return manifest;
  }

  /** Pushes a version to a node and announces a plan for it there; returns the rollout's id. */
  public Digest announce(String at, Manifest manifest, Plan plan) {
    return announce(at, manifest, plan, UnaryOperator.identity());
  }

  /** The same, and the operator signs something else than what was drafted. */
  public Digest announce(
      String at, Manifest manifest, Plan plan, UnaryOperator<Announcement> edited) {
    SimulatedNode node = node(at);
    node.push(manifest, ManifestJson.write(manifest));
    Envelope envelope = byOperator(edited.apply(node.draft(plan)));
    accept(node.submit(envelope));
    return envelope.id();
  }

  /** What an operator signs who agrees with a draft. */
  public Envelope byOperator(Announcement announcement) {
    return Envelope.sign(
        Announcement.PAYLOAD_TYPE, AnnouncementJson.write(announcement), trust.operator());
  }

  /** An operator's word. */
  public Envelope byOperator(Control control) {
    return Envelope.sign(Control.PAYLOAD_TYPE, control.toPayload(), trust.operator());
  }

  /** An operator's word, handed in at a node that must know the rollout. */
  public void control(String at, Digest rollout, Control.Action action, long sequence) {
    Control control =
        new Control(SimulatedTrust.MESH, rollout, action, sequence, null, null, "as a test");
    accept(node(at).submit(byOperator(control)));
  }

  private static void accept(Optional<String> refusal) {
    refusal.ifPresent(
        reason -> {
          throw new IllegalStateException(reason);
        });
  }

  /** Says what the lines are like, in place of 2 ms inside a region and 80 ms between regions. */
  public void network(Network lines) {
    links.network(lines);
  }

  OptionalLong chunkNanos(Source source, Peer to, long sizeBytes) {
    Peer from = source instanceof Source.OfPeer given ? given.peer() : null;
    return links.chunkNanos(nowNanos(), from, to, sizeBytes);
  }

  /** How hard nodes fetch from their next start on. */
  public void swarm(SwarmSettings settings) {
    swarm = settings;
  }

  SwarmSettings swarm() {
    return swarm;
  }

  public void killOrigin() {
    originUp = false;
  }

  public void loss(double share) {
    links.loss(share);
  }

  public void doubling(double share) {
    links.doubling(share);
  }

  /** Lets messages overtake each other by up to this much. */
  public void reordering(Duration spread) {
    links.spread(spread.toNanos());
  }

  /** Sets what a message needs from one region to another, and back. */
  public void delay(String from, String to, Duration delay) {
    links.delay(new RegionName(from), new RegionName(to), delay.toNanos());
    links.delay(new RegionName(to), new RegionName(from), delay.toNanos());
  }

  /** Cuts a region off from all others, both ways. */
  public void isolate(String region) {
    List<NodeName> inside = names(region);
    List<NodeName> outside = new ArrayList<>(nodes.keySet());
    outside.removeAll(inside);
    cut(inside, outside);
    cut(outside, inside);
  }

  /** Lets only what is left of messages into a region, as a filter on its path would. */
  public void filter(String into, Function<Message, Optional<Message>> left) {
    filters.put(new RegionName(into), left);
  }

  /** Cuts what goes one way between two regions. */
  public void cut(String from, String to) {
    cut(names(from), names(to));
  }

  /** Cuts what goes one way from some nodes to others. */
  public void cut(Collection<NodeName> from, Collection<NodeName> to) {
    links.cut(from, to);
    reconcileLater();
  }

  /** Ends all that is wrong with the links. */
  public void heal() {
    links.heal();
    filters.clear();
    reconcileLater();
  }

  private List<NodeName> names(String region) {
    return nodes.values().stream()
        .map(SimulatedNode::peer)
        .filter(peer -> peer.region().value().equals(region))
        .map(Peer::node)
        .toList();
  }

  /** How many chunks came into a region from outside. */
  public long chunksInto(String region) {
    return chunksIntoRegion.getOrDefault(new RegionName(region), 0L);
  }

  /** How many events all nodes dealt with so far; names a moment of a history. */
  public long eventsHandled() {
    return handled;
  }

  /** How long this mesh has run. */
  public long nowNanos() {
    return timeline.nowNanos();
  }

  long wallMillis() {
    return startMillis + timeline.nowNanos() / 1_000_000L;
  }

  public TrustRoot trustRoot() {
    return trust.root();
  }

  /** All trust roots that the authority signed, the first one first. */
  public List<TrustRoot> signedRoots() {
    return trust.signedRoots();
  }

  /** A trust root that the authority signs, to be handed in at a node. */
  public Envelope byAuthority(TrustRoot next) {
    return trust.signed(next);
  }

  /** The first trust root's operators: as many as must sign, and one who can take over. */
  public List<Signer> operators() {
    return List.copyOf(trust.operators());
  }

  public SignatureCheck signatureCheck() {
    return SimulatedKey.CHECK;
  }

  /** The key that a node signs with, for one that is to lie. */
  public Signer signerOf(NodeName node) {
    return trust.keyOf(node);
  }

  /** What binds a node's key to its name; no secret. */
  public Envelope enrolmentOf(Peer peer) {
    return trust.enrol(peer.node(), peer.region());
  }

  Timing timing() {
    return timing;
  }

  /** What the nodes of this mesh checked. */
  public Admitted admitted() {
    return admitted;
  }

  List<Checker> checkers() {
    return checkers;
  }

  SimulatedTrust trust() {
    return trust;
  }

  /** From now on the version behind a manifest is like this. */
  public void quality(Digest manifest, Quality from) {
    qualities.computeIfAbsent(manifest, any -> new ArrayList<>()).add(from);
  }

  /** How good the version behind a manifest truly is. */
  public Quality quality(Digest manifest) {
    List<Quality> all = qualities(manifest);
    return all.get(all.size() - 1);
  }

  /** How good it ever was, the present last: a node may have counted what is mended since. */
  public List<Quality> qualities(Digest manifest) {
    return qualities.getOrDefault(manifest, List.of(Quality.GOOD));
  }

  /** Whether a version asks for more than a node offers. */
  public boolean misfits(SimulatedNode node, Digest manifest) {
    return Compatibility.misfit(manifest(manifest), node.profile()).isPresent();
  }

  /** A manifest that {@link #model} made. */
  public Manifest manifest(Digest digest) {
    return Objects.requireNonNull(manifests.get(digest));
  }

  /** Lets something happen later. */
  public void after(long delayNanos, Runnable what) {
    timeline.after(delayNanos, what);
  }

  /** Lets a message go from one node to another, whoever made it. */
  public void deliver(Peer from, Peer to, Message message) {
    SimulatedNode receiver = nodes.get(to.node());
    Optional<Message> left = filters.getOrDefault(to.region(), Optional::of).apply(message);
    if (receiver != null && left.isPresent()) {
      for (int copy = links.copies(from, to); copy > 0; copy--) {
        after(
            links.delayNanos(from, to),
            () -> receiver.receive(new Event.MessageReceived(from.node(), left.get())));
      }
    }
  }

  boolean canGive(Source source, Peer to, Digest chunk) {
    if (source instanceof Source.OfPeer given) {
      SimulatedNode giver = nodes.get(given.peer().node());
      return giver != null
          && giver.holdsChunk(chunk)
          && links.connected(given.peer().node(), to.node())
          && links.connected(to.node(), given.peer().node());
    }
    return originUp;
  }

  void onChunk(Source source, SimulatedNode by, ChunkRef chunk) {
    checkers.forEach(checker -> checker.onChunkFetched(by, source, chunk));
    Peer to = by.peer();
    boolean near =
        source instanceof Source.OfPeer given && given.peer().region().equals(to.region());
    if (!near) {
      chunksIntoRegion.merge(to.region(), 1L, Long::sum);
    }
  }

  boolean reachEachOther(SimulatedNode one, SimulatedNode other) {
    NodeName first = one.peer().node();
    NodeName second = other.peer().node();
    return links.connected(first, second) && links.connected(second, first);
  }

  void onStarted(SimulatedNode started) {
    membership.forget(started);
    after(STEP_NANOS, () -> membership.reconcile(started, nodes.values()));
  }

  void onCrashed() {
    reconcileLater();
  }

  void onStopped(long untilNanos) {
    reconcileLater();
    after(untilNanos - nowNanos(), this::reconcileLater);
  }

  /** Who is within reach again is heard of sooner than who is gone, whom others may still reach. */
  private void reconcileLater() {
    if (timing.detectionNanos() > RETURN_NANOS) {
      after(
          RETURN_NANOS,
          () -> nodes.values().forEach(node -> membership.welcome(node, nodes.values())));
    }
    after(
        timing.detectionNanos(),
        () -> nodes.values().forEach(node -> membership.reconcile(node, nodes.values())));
  }

  void onTaken(SimulatedNode node, Event event) {
    handled++;
    checkers.forEach(checker -> checker.onTaken(node, event));
  }

  void onHandled(SimulatedNode node) {
    checkers.forEach(checker -> checker.onHandled(node));
  }
}
