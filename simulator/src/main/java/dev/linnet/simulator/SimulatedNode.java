package dev.linnet.simulator;

import dev.linnet.core.Event;
import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.Lease;
import dev.linnet.core.Message;
import dev.linnet.core.Node;
import dev.linnet.core.NodeSetup;
import dev.linnet.core.NodeView;
import dev.linnet.core.Notice;
import dev.linnet.core.health.Observation;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.mesh.Self;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.swarm.Source;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A node of the core with a simulated disk, runtime, clock and network around it. */
public final class SimulatedNode {
  private static final long USUAL_TRIAL_NANOS = 400_000_000L;
  private static final long USUAL_LOAD_NANOS = 100_000_000L;
  private static final long CHUNK_NANOS = 50_000_000L;
  private static final long USUAL_REQUESTS = 10;

  private final SimulatedMesh mesh;
  private final int index;
  private final Peer peer;
  private final RandomGenerator random;
  private final Disk disk = new Disk();
  private final Map<ModelName, Manifest> serving = new TreeMap<>();
  private final Map<ModelName, Manifest> compared = new TreeMap<>();
  private final Map<ModelName, Manifest> shadows = new TreeMap<>();
  private final Map<ModelName, Long> servingOrders = new TreeMap<>();
  private final List<Notice> notices = new ArrayList<>();
  private final Map<Long, Optional<String>> replies = new TreeMap<>();
  private Profile profile = new Profile(Map.of(), Map.of());
  private @Nullable Node node;
  private @Nullable CrashPoint crashAt;
  private double requests = USUAL_REQUESTS;
  private double requestsBegun;
  private long trialNanos = USUAL_TRIAL_NANOS;
  private long loadNanos = USUAL_LOAD_NANOS;
  private long boot;
  private long requestId;
  private long servingOrder;
  private long stoppedUntilNanos;
  private long stopAtLoadNanos;
  private long lagNanos;
  private long wallOffsetMillis;
  private long skewMillis;

  SimulatedNode(SimulatedMesh mesh, int index, Peer peer, RandomGenerator random) {
    this.mesh = mesh;
    this.index = index;
    this.peer = peer;
    this.random = random;
  }

  public Peer peer() {
    return peer;
  }

  /** Its number among the nodes of its mesh, from 0 on. */
  public int index() {
    return index;
  }

  public boolean isUp() {
    return node != null;
  }

  /** What the node says of itself from its next start on. */
  public void profile(Profile stated) {
    profile = stated;
  }

  /** How many inferences it serves in each period of observation; 10 unless told otherwise. */
  public void requests(double count) {
    requests = count;
  }

  /** How long it takes to try a version and to load it. */
  public void pace(long trial, long load) {
    trialNanos = trial;
    loadNanos = load;
  }

  /** Who it is, as plans see it. */
  public Self self() {
    return new Self(peer.node(), peer.region(), profile);
  }

  public Profile profile() {
    return profile;
  }

  /** Starts, or starts again with what its disk holds; nothing if it is up. */
  public void start() {
    if (node != null) {
      return;
    }
    boot++;
    crashAt = null;
    stoppedUntilNanos = 0;
    stopAtLoadNanos = 0;
    node =
        new Node(
            new NodeSetup(
                peer.node(),
                peer.region(),
                peer.address(),
                profile,
                mesh.trust().root(),
                SimulatedKey.CHECK,
                mesh.trust().keyOf(peer.node()),
                mesh.trust().enrol(peer.node(), peer.region()),
                mesh.timing().gossip(),
                mesh.swarm(),
                List.copyOf(disk.facts.values()),
                disk.memory,
                List.copyOf(disk.manifests.values())),
            random,
            mesh.admitted());
    mesh.checkers().forEach(checker -> checker.onStarted(this));
    tick(boot);
    observe(boot);
    mesh.onStarted(this);
  }

  /** Dies at once; the disk stays. Nothing if it is down. */
  public void crash() {
    if (node != null) {
      node = null;
      crashAt = null;
      serving.clear();
      compared.clear();
      shadows.clear();
      servingOrders.clear();
      mesh.checkers().forEach(checker -> checker.onCrashed(this));
      mesh.onCrashed();
    }
  }

  /** Dies at that point of the next event that writes something. */
  public void crashAt(CrashPoint point) {
    crashAt = point;
  }

  /** Loses what the disk held; only while it is down. */
  public void loseDisk() {
    if (node != null) {
      throw new IllegalStateException(peer.node() + " is up");
    }
    disk.clear();
    mesh.checkers().forEach(checker -> checker.onDiskLost(this));
  }

  /** Stops the process as SIGSTOP does; what comes meanwhile waits, and clocks go on. */
  public void stopFor(long nanos) {
    stoppedUntilNanos = mesh.nowNanos() + nanos;
    mesh.onStopped(stoppedUntilNanos);
  }

  /** Stops the process as {@link #stopFor} does, once it loads the next version. */
  public void stopAtLoad(long nanos) {
    stopAtLoadNanos = nanos;
  }

  /** Makes the node deal with everything late. */
  public void lag(long nanos) {
    lagNanos = nanos;
  }

  /** Sets its wall clock this much before or after the true time. */
  public void wallOffset(long millis) {
    wallOffsetMillis = millis;
  }

  /** Lets its wall clock be wrong by this much at all times, besides {@link #wallOffset}. */
  public void skew(long millis) {
    skewMillis = millis;
  }

  /** How wrong its wall clock is at all times. */
  public long skewMillis() {
    return skewMillis;
  }

  /** Whether it takes in what comes: up, and not stopped. */
  public boolean isResponsive() {
    return node != null && mesh.nowNanos() >= stoppedUntilNanos;
  }

  /** The node's own wall clock. */
  public long wallMillis() {
    return mesh.wallMillis() + wallOffsetMillis + skewMillis;
  }

  private void tick(long ofBoot) {
    repeat(ofBoot, mesh.timing().tickNanos(), () -> handle(new Event.Ticked(wallMillis())));
  }

  private void observe(long ofBoot) {
    repeat(
        ofBoot,
        mesh.timing().observeNanos(),
        () -> {
          List.copyOf(serving.entrySet())
              .forEach(entry -> handle(observation(entry.getKey(), entry.getValue())));
          List.copyOf(shadows.entrySet()).stream()
              .filter(entry -> serving.containsKey(entry.getKey()))
              .forEach(entry -> handle(observation(entry.getKey(), entry.getValue())));
        });
  }

  /** A stopped process misses its timers and gets one of them when it goes on. */
  private void repeat(long ofBoot, long periodNanos, Runnable what) {
    if (node != null && boot == ofBoot) {
      boolean stopped = mesh.nowNanos() < stoppedUntilNanos;
      if (!stopped) {
        what.run();
      }
      long delay = stopped ? stoppedUntilNanos - mesh.nowNanos() : periodNanos;
      mesh.after(delay, () -> repeat(ofBoot, periodNanos, what));
    }
  }

  private Event observation(ModelName model, Manifest manifest) {
    Quality quality = mesh.quality(manifest.digest());
    long count = wholeRequests();
    long failures = draw(count, quality.failures(self()));
    boolean compares = compared.containsKey(model) || manifest.equals(shadows.get(model));
    long disagreed =
        compares ? draw(count, quality.disagreements().getOrDefault(peer.region(), 0.0)) : 0;
    return new Event.Observed(
        model,
        manifest.digest(),
        new Observation(
            mesh.timing().observeNanos(),
            count,
            failures,
            0,
            compares ? count : 0,
            disagreed,
            1,
            0));
  }

  /** What is left of a request counts in the period in which it is whole. */
  private long wholeRequests() {
    requestsBegun += requests;
    long whole = (long) requestsBegun;
    requestsBegun -= whole;
    return whole;
  }

  private long draw(long count, double share) {
    long hits = 0;
    for (int i = 0; share > 0 && i < count; i++) {
      hits += random.nextDouble() < share ? 1 : 0;
    }
    return hits;
  }

  /** Lets an event come in; a stopped or slow process deals with it later. */
  void receive(Event event) {
    long waitNanos = Math.max(lagNanos, stoppedUntilNanos - mesh.nowNanos());
    if (waitNanos <= 0) {
      handle(event);
    } else {
      long ofBoot = boot;
      mesh.after(
          waitNanos,
          () -> {
            if (boot == ofBoot) {
              handle(event);
            }
          });
    }
  }

  /** Deals with an event now. */
  void handle(Event event) {
    if (node == null) {
      return;
    }
    Outbox outbox = new Outbox(this);
    node.handle(mesh.nowNanos(), event, outbox);
    boolean dies = crashAt != null && outbox.writes();
    if (dies && crashAt == CrashPoint.BEFORE_WRITE) {
      crash();
      return;
    }
    boolean sends = !dies || crashAt == CrashPoint.AFTER_SEND;
    mesh.onTaken(this, event);
    outbox.write();
    if (sends) {
      outbox.release();
    }
    mesh.onHandled(this);
    if (dies) {
      crash();
    }
  }

  /** Stores a manifest with all its chunks, as a push by an operator does. */
  public void push(Manifest manifest, String json) {
    disk.manifests.put(manifest.digest(), json);
    manifest.chunks().forEach(chunk -> disk.chunks.add(chunk.digest()));
    handle(new Event.ManifestStored(manifest.digest(), Bytes.utf8(json)));
  }

  /** What an operator would sign for a plan, asked of this node. */
  public Announcement draft(Plan plan) {
    return requireUp().draft(plan);
  }

  /** Hands in a signed fact; empty if it was accepted. */
  public Optional<String> submit(Envelope envelope) {
    if (!isResponsive()) {
      return Optional.of("the node does not answer");
    }
    long id = requestId++;
    handle(new Event.FactSubmitted(id, envelope));
    return replies.getOrDefault(id, Optional.of("the node died before it answered"));
  }

  public NodeView view() {
    return requireUp().view();
  }

  /** The version that answers for a model; empty if none does. */
  public Optional<String> serves(String model) {
    return Optional.ofNullable(serving.get(new ModelName(model))).map(Manifest::version);
  }

  public List<Notice> notices() {
    return List.copyOf(notices);
  }

  /** The facts on its disk, by their place. */
  public Map<String, Fact> factsOnDisk() {
    return Collections.unmodifiableMap(disk.facts);
  }

  /** What it remembers on its disk, by key. */
  public Map<String, String> memoryOnDisk() {
    return Collections.unmodifiableMap(disk.memory);
  }

  /** Whether its disk holds every chunk of a version. */
  public boolean holdsAllOf(Manifest manifest) {
    return disk.manifests.containsKey(manifest.digest())
        && manifest.chunks().stream().allMatch(chunk -> disk.chunks.contains(chunk.digest()));
  }

  /** The versions that answer, one for a model. */
  public Collection<Manifest> serving() {
    return Collections.unmodifiableCollection(serving.values());
  }

  Disk disk() {
    return disk;
  }

  boolean holdsChunk(Digest chunk) {
    return node != null && disk.chunks.contains(chunk);
  }

  private Node requireUp() {
    if (node == null) {
      throw new IllegalStateException(peer.node() + " is down");
    }
    return node;
  }

  /** Runs later unless the process died meanwhile. */
  private void later(long delayNanos, Runnable what) {
    long ofBoot = boot;
    mesh.after(
        delayNanos,
        () -> {
          if (node != null && boot == ofBoot) {
            what.run();
          }
        });
  }

  void persist(String key, Fact fact) {
    disk.facts.put(key, fact);
    persisted(key, fact);
  }

  /** Tells those who check that a fact is on the disk. */
  void persisted(String key, Fact fact) {
    mesh.checkers().forEach(checker -> checker.onPersisted(this, key, fact));
  }

  void forget(String key) {
    Fact fact = disk.facts.remove(key);
    if (fact != null) {
      mesh.checkers().forEach(checker -> checker.onForgotten(this, key, fact));
    }
  }

  void remember(String key, String json) {
    disk.memory.put(key, json);
    mesh.checkers().forEach(checker -> checker.onRemembered(this, key, json));
  }

  void storeManifest(Digest digest, String json) {
    disk.manifests.put(digest, json);
    mesh.checkers().forEach(checker -> checker.onManifestStored(this, digest, json));
  }

  void dropManifest(Digest digest) {
    disk.manifests.remove(digest);
    mesh.checkers().forEach(checker -> checker.onManifestDropped(this, digest));
  }

  void send(Peer to, Message message) {
    mesh.checkers().forEach(checker -> checker.onSent(this, to, message));
    mesh.deliver(peer, to, message);
  }

  void locateChunks(Manifest manifest) {
    BitSet held = new BitSet();
    List<ChunkRef> chunks = manifest.chunks();
    for (int i = 0; i < chunks.size(); i++) {
      held.set(i, disk.chunks.contains(chunks.get(i).digest()));
    }
    later(0, () -> receive(new Event.ChunksLocated(manifest.digest(), held)));
  }

  void fetchChunk(Manifest manifest, int chunkIndex, Source source) {
    ChunkRef ref = manifest.chunks().get(chunkIndex);
    Digest chunk = ref.digest();
    later(
        mesh.chunkNanos(source, peer, ref.sizeBytes())
            .orElseGet(() -> CHUNK_NANOS + random.nextLong(CHUNK_NANOS)),
        () -> {
          boolean got = mesh.canGive(source, peer, chunk);
          if (got) {
            disk.chunks.add(chunk);
            mesh.onChunk(source, this, ref);
          }
          receive(
              got
                  ? new Event.ChunkStored(chunk, source)
                  : new Event.ChunkFailed(chunk, source, ChunkFailure.UNREACHABLE));
        });
  }

  void tryModel(Manifest manifest) {
    boolean passes = mesh.quality(manifest.digest()).passesTrial();
    mesh.checkers().forEach(checker -> checker.onTrial(this, manifest, passes));
    later(
        trialNanos,
        () ->
            receive(
                new Event.TrialFinished(
                    manifest.digest(),
                    passes,
                    passes ? "passed" : "output_0 is off in test_data_set_0")));
  }

  /** Every request goes to it too. */
  void shadow(Manifest manifest) {
    shadows.put(manifest.name(), manifest);
  }

  void endShadow(ModelName model) {
    shadows.remove(model);
  }

  /**
   * Loads apart from what serves, then swaps; an order that a later one overtook swaps nothing. A
   * canary's share is not drawn: what it shows comes sooner.
   */
  void serve(Manifest manifest, @Nullable Manifest compareWith, Lease lease) {
    mesh.checkers().forEach(checker -> checker.onServeOrdered(this, manifest));
    shadows.remove(manifest.name());
    long order = ++servingOrder;
    servingOrders.put(manifest.name(), order);
    later(loadNanos, () -> swap(order, manifest, compareWith, lease));
    if (stopAtLoadNanos > 0) {
      stopFor(stopAtLoadNanos);
      stopAtLoadNanos = 0;
    }
  }

  private void swap(long order, Manifest manifest, @Nullable Manifest compareWith, Lease lease) {
    if (mesh.nowNanos() < stoppedUntilNanos) {
      later(stoppedUntilNanos - mesh.nowNanos(), () -> swap(order, manifest, compareWith, lease));
    } else if (Long.valueOf(order).equals(servingOrders.get(manifest.name()))) {
      if (!lease.holds(mesh.nowNanos(), wallMillis())) {
        mesh.checkers().forEach(checker -> checker.onServingLate(this, manifest));
        receive(new Event.ServingLate(manifest.name(), manifest.digest()));
        return;
      }
      serving.put(manifest.name(), manifest);
      compared.remove(manifest.name());
      if (compareWith != null) {
        compared.put(manifest.name(), compareWith);
      }
      mesh.checkers().forEach(checker -> checker.onServing(this, manifest));
      receive(new Event.ServingStarted(manifest.name(), manifest.digest()));
    }
  }

  void stopServing(ModelName model) {
    servingOrders.remove(model);
    serving.remove(model);
    compared.remove(model);
    mesh.checkers().forEach(checker -> checker.onServingStopped(this, model));
  }

  void tell(Notice notice) {
    notices.add(notice);
    mesh.checkers().forEach(checker -> checker.onNotice(this, notice));
  }

  void reply(long id, @Nullable String refusal) {
    replies.put(id, Optional.ofNullable(refusal));
  }
}
