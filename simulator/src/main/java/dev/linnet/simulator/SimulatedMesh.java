package dev.linnet.simulator;

import dev.linnet.core.Event;
import dev.linnet.core.Message;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.model.TensorSpec;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.AnnouncementJson;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.swarm.Source;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A mesh on virtual time. One seed gives one history, to the last event; each node draws from a
 * stream of its own, so that one node's extra draw does not shift the others.
 */
public final class SimulatedMesh {
  private static final long MEMBERSHIP_NANOS = 1_500_000_000L;
  private static final long STEP_NANOS = 100_000_000L;
  private static final long WALL_START_MILLIS = 1_800_000_000_000L;

  private final Timeline timeline = new Timeline();
  private final SimulatedTrust trust = new SimulatedTrust();
  private final SplittableRandom random;
  private final Links links;
  private final Map<NodeName, SimulatedNode> nodes = new LinkedHashMap<>();
  private final Map<Digest, Quality> qualities = new HashMap<>();
  private final List<Checker> checkers = new ArrayList<>();
  private final Map<RegionName, Long> chunksIntoRegion = new HashMap<>();
  private final Map<RegionName, Function<Message, Optional<Message>>> filters = new HashMap<>();
  private boolean originUp = true;
  private long handled;

  /** Looks at the mesh after every event; throws {@link AssertionError} at a broken invariant. */
  public interface Checker {
    /** A node dealt with an event. */
    default void onHandled(SimulatedNode node) {}

    /** A node began to serve a version. */
    default void onServing(SimulatedNode node, Manifest manifest) {}
  }

  public SimulatedMesh(long seed) {
    this.random = new SplittableRandom(seed);
    this.links = new Links(random.split());
  }

  /** Adds {@code count} nodes named {@code region-1} and so on; they are down until started. */
  public SimulatedMesh region(String name, int count) {
    for (int i = 1; i <= count; i++) {
      NodeName node = new NodeName(name + "-" + i);
      Address address = new Address(name + ".test", i);
      Peer peer = new Peer(node, new RegionName(name), address);
      nodes.put(node, new SimulatedNode(this, peer, random.split()));
    }
    return this;
  }

  public void check(Checker checker) {
    checkers.add(checker);
  }

  public SimulatedNode node(String name) {
    return Objects.requireNonNull(nodes.get(new NodeName(name)), name);
  }

  public Collection<SimulatedNode> nodes() {
    return Collections.unmodifiableCollection(nodes.values());
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
    List<ChunkRef> chunks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String content = name + " " + version + " chunk " + i;
      chunks.add(new ChunkRef(Digest.of(content.getBytes(StandardCharsets.UTF_8)), 1_000));
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
                List.of(new ModelFile("model.onnx", 4_000, whole, chunks)),
                List.of(tensor),
                List.of(tensor),
                17,
                8,
                0,
                1e-3,
                1e-7));
    qualities.put(manifest.digest(), quality);
    return manifest;
  }

  /** Pushes a version to a node and announces a plan for it there; returns the rollout's id. */
  public Digest announce(String at, Manifest manifest, Plan plan) {
    SimulatedNode node = node(at);
    node.push(manifest, ManifestJson.write(manifest));
    Announcement announcement = node.draft(plan);
    Envelope envelope =
        Envelope.sign(
            Announcement.PAYLOAD_TYPE, AnnouncementJson.write(announcement), trust.operator());
    accept(node.submit(envelope));
    return envelope.id();
  }

  /** An operator's word, handed in at a node that must know the rollout. */
  public void control(String at, Digest rollout, Control.Action action, long sequence) {
    Control control =
        new Control(SimulatedTrust.MESH, rollout, action, sequence, null, null, "as a test");
    accept(
        node(at)
            .submit(Envelope.sign(Control.PAYLOAD_TYPE, control.toPayload(), trust.operator())));
  }

  private static void accept(Optional<String> refusal) {
    refusal.ifPresent(
        reason -> {
          throw new IllegalStateException(reason);
        });
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

  /** Cuts a region off from all others, both ways. */
  public void isolate(String region) {
    RegionName alone = new RegionName(region);
    for (SimulatedNode node : nodes.values()) {
      RegionName other = node.peer().region();
      if (!other.equals(alone)) {
        links.cut(alone, other);
        links.cut(other, alone);
      }
    }
  }

  /** Lets only what is left of messages into a region, as a filter on its path would. */
  public void filter(String into, Function<Message, Optional<Message>> left) {
    filters.put(new RegionName(into), left);
  }

  /** Cuts what goes one way between two regions. */
  public void cut(String from, String to) {
    links.cut(new RegionName(from), new RegionName(to));
  }

  public void heal() {
    links.heal();
    filters.clear();
  }

  /** How many chunks came into a region from outside. */
  public long chunksInto(String region) {
    return chunksIntoRegion.getOrDefault(new RegionName(region), 0L);
  }

  /** How many events all nodes dealt with. */
  public long eventsHandled() {
    return handled;
  }

  long nowNanos() {
    return timeline.nowNanos();
  }

  long wallMillis() {
    return WALL_START_MILLIS + timeline.nowNanos() / 1_000_000L;
  }

  SimulatedTrust trust() {
    return trust;
  }

  Quality quality(Digest manifest) {
    return qualities.getOrDefault(manifest, Quality.GOOD);
  }

  void after(long delayNanos, Runnable what) {
    timeline.after(delayNanos, what);
  }

  void deliver(Peer from, Peer to, Message message) {
    SimulatedNode receiver = nodes.get(to.node());
    Optional<Message> left = filters.getOrDefault(to.region(), Optional::of).apply(message);
    if (receiver != null && left.isPresent()) {
      for (int copy = links.copies(from, to); copy > 0; copy--) {
        after(
            links.delayNanos(from, to),
            () -> receiver.handle(new Event.MessageReceived(from.node(), left.get())));
      }
    }
  }

  boolean canGive(Source source, Peer to, Digest chunk) {
    if (source instanceof Source.OfPeer given) {
      SimulatedNode giver = nodes.get(given.peer().node());
      return giver != null
          && giver.holdsChunk(chunk)
          && links.connected(given.peer().region(), to.region())
          && links.connected(to.region(), given.peer().region());
    }
    return originUp;
  }

  void onChunk(Source source, Peer to) {
    boolean near =
        source instanceof Source.OfPeer given && given.peer().region().equals(to.region());
    if (!near) {
      chunksIntoRegion.merge(to.region(), 1L, Long::sum);
    }
  }

  /**
   * What the region's membership and the seeds do: those of the region hear of each other, and a
   * newcomer meets one node of each other region.
   */
  void onStarted(SimulatedNode started) {
    for (SimulatedNode other : nodes.values()) {
      boolean sameRegion = other.peer().region().equals(started.peer().region());
      boolean seed = other.peer().node().value().endsWith("-1");
      if (other != started && other.isUp() && (sameRegion || seed)) {
        after(STEP_NANOS, () -> started.handle(new Event.PeerUp(other.peer())));
        after(STEP_NANOS, () -> other.handle(new Event.PeerUp(started.peer())));
      }
    }
  }

  void onCrashed(SimulatedNode crashed) {
    for (SimulatedNode other : nodes.values()) {
      if (other != crashed && other.peer().region().equals(crashed.peer().region())) {
        after(
            MEMBERSHIP_NANOS,
            () -> {
              if (!crashed.isUp()) {
                other.handle(new Event.PeerDown(crashed.peer().node(), false));
              }
            });
      }
    }
  }

  void onHandled(SimulatedNode node) {
    handled++;
    checkers.forEach(checker -> checker.onHandled(node));
  }

  void onServing(SimulatedNode node, Manifest manifest) {
    checkers.forEach(checker -> checker.onServing(node, manifest));
  }
}
