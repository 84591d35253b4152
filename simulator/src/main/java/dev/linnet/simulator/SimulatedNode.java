package dev.linnet.simulator;

import dev.linnet.core.Effects;
import dev.linnet.core.Event;
import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.Message;
import dev.linnet.core.Node;
import dev.linnet.core.NodeSetup;
import dev.linnet.core.NodeView;
import dev.linnet.core.Notice;
import dev.linnet.core.gossip.GossipSettings;
import dev.linnet.core.health.Observation;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.swarm.Source;
import dev.linnet.core.swarm.SwarmSettings;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A node of the core with a simulated disk, runtime and network around it. */
public final class SimulatedNode {
  private static final long TICK_NANOS = 200_000_000L;
  private static final long OBSERVE_NANOS = 500_000_000L;
  private static final long TRIAL_NANOS = 400_000_000L;
  private static final long LOAD_NANOS = 100_000_000L;
  private static final long CHUNK_NANOS = 50_000_000L;
  private static final long REQUESTS = 10;

  private final SimulatedMesh mesh;
  private final Peer peer;
  private final RandomGenerator random;
  private final Map<String, Fact> diskFacts = new LinkedHashMap<>();
  private final Map<String, String> diskMemory = new TreeMap<>();
  private final Map<Digest, String> diskManifests = new TreeMap<>();
  private final Set<Digest> diskChunks = new TreeSet<>();
  private final Map<ModelName, Manifest> serving = new HashMap<>();
  private final Map<ModelName, Manifest> compared = new HashMap<>();
  private final List<Notice> notices = new ArrayList<>();
  private final Map<Long, Optional<String>> replies = new TreeMap<>();
  private @Nullable Node node;
  private long boot;
  private long requestId;

  SimulatedNode(SimulatedMesh mesh, Peer peer, RandomGenerator random) {
    this.mesh = mesh;
    this.peer = peer;
    this.random = random;
  }

  public Peer peer() {
    return peer;
  }

  public boolean isUp() {
    return node != null;
  }

  /** Starts, or starts again with what its disk holds. */
  public void start() {
    boot++;
    node =
        new Node(
            new NodeSetup(
                peer.node(),
                peer.region(),
                peer.address(),
                new Profile(Map.of(), Map.of()),
                mesh.trust().root(),
                SimulatedKey.CHECK,
                mesh.trust().keyOf(peer.node()),
                mesh.trust().enrol(peer.node(), peer.region()),
                GossipSettings.DEFAULT,
                SwarmSettings.defaults(),
                List.copyOf(diskFacts.values()),
                diskMemory,
                List.copyOf(diskManifests.values())),
            random);
    tick(boot);
    observe(boot);
    mesh.onStarted(this);
  }

  /** Dies at once; the disk stays. */
  public void crash() {
    node = null;
    serving.clear();
    compared.clear();
    mesh.onCrashed(this);
  }

  /** Loses what the disk held; only while it is down. */
  public void loseDisk() {
    diskFacts.clear();
    diskMemory.clear();
    diskManifests.clear();
    diskChunks.clear();
  }

  private void tick(long ofBoot) {
    if (node != null && boot == ofBoot) {
      handle(new Event.Ticked(mesh.wallMillis()));
      mesh.after(TICK_NANOS, () -> tick(ofBoot));
    }
  }

  private void observe(long ofBoot) {
    if (node != null && boot == ofBoot) {
      serving.forEach((model, manifest) -> handle(observation(model, manifest)));
      mesh.after(OBSERVE_NANOS, () -> observe(ofBoot));
    }
  }

  private Event observation(ModelName model, Manifest manifest) {
    Quality quality = mesh.quality(manifest.digest());
    long failures = draw(quality.failures().getOrDefault(peer.region(), 0.0));
    boolean compares = compared.containsKey(model);
    long disagreed = compares ? draw(quality.disagreements().getOrDefault(peer.region(), 0.0)) : 0;
    return new Event.Observed(
        model,
        manifest.digest(),
        new Observation(
            OBSERVE_NANOS, REQUESTS, failures, 0, compares ? REQUESTS : 0, disagreed, 1, 0));
  }

  private long draw(double share) {
    long hits = 0;
    for (int i = 0; i < REQUESTS; i++) {
      hits += random.nextDouble() < share ? 1 : 0;
    }
    return hits;
  }

  void handle(Event event) {
    if (node != null) {
      node.handle(mesh.nowNanos(), event, new Shell(boot));
      mesh.onHandled(this);
    }
  }

  /** Stores a manifest with all its chunks, as a push by an operator does. */
  public void push(Manifest manifest, String json) {
    diskManifests.put(manifest.digest(), json);
    manifest.chunks().forEach(chunk -> diskChunks.add(chunk.digest()));
    handle(new Event.ManifestStored(manifest.digest(), Bytes.utf8(json)));
  }

  /** What an operator would sign for a plan, asked of this node. */
  public Announcement draft(Plan plan) {
    return requireUp().draft(plan);
  }

  /** Hands in a signed fact; empty if it was accepted. */
  public Optional<String> submit(Envelope envelope) {
    long id = requestId++;
    handle(new Event.FactSubmitted(id, envelope));
    return replies.getOrDefault(id, Optional.of("the node is down"));
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

  boolean holdsChunk(Digest chunk) {
    return node != null && diskChunks.contains(chunk);
  }

  private Node requireUp() {
    if (node == null) {
      throw new IllegalStateException(peer.node() + " is down");
    }
    return node;
  }

  /** Carries effects out in virtual time; what belongs to an earlier boot comes to nothing. */
  private final class Shell implements Effects {
    private final long ofBoot;

    Shell(long ofBoot) {
      this.ofBoot = ofBoot;
    }

    private void later(long delayNanos, Event event) {
      mesh.after(
          delayNanos,
          () -> {
            if (boot == ofBoot) {
              handle(event);
            }
          });
    }

    @Override
    public void send(Peer to, Message message) {
      mesh.deliver(peer, to, message);
    }

    @Override
    public void persist(String key, Fact fact) {
      diskFacts.put(key, fact);
    }

    @Override
    public void forget(String key) {
      diskFacts.remove(key);
    }

    @Override
    public void remember(String key, String json) {
      diskMemory.put(key, json);
    }

    @Override
    public void storeManifest(Digest digest, String json) {
      diskManifests.put(digest, json);
    }

    @Override
    public void dropManifest(Digest digest) {
      diskManifests.remove(digest);
    }

    @Override
    public void locateChunks(Manifest manifest) {
      BitSet held = new BitSet();
      List<ChunkRef> chunks = manifest.chunks();
      for (int i = 0; i < chunks.size(); i++) {
        held.set(i, diskChunks.contains(chunks.get(i).digest()));
      }
      later(0, new Event.ChunksLocated(manifest.digest(), held));
    }

    @Override
    public void fetchChunk(Manifest manifest, int chunkIndex, Source source) {
      Digest chunk = manifest.chunks().get(chunkIndex).digest();
      mesh.after(
          CHUNK_NANOS + random.nextLong(CHUNK_NANOS),
          () -> {
            if (boot == ofBoot && node != null) {
              boolean got = mesh.canGive(source, peer, chunk);
              if (got) {
                diskChunks.add(chunk);
                mesh.onChunk(source, peer);
              }
              handle(
                  got
                      ? new Event.ChunkStored(chunk, source)
                      : new Event.ChunkFailed(chunk, source, ChunkFailure.UNREACHABLE));
            }
          });
    }

    @Override
    public void tryModel(Manifest manifest) {
      boolean passes = mesh.quality(manifest.digest()).passesTrial();
      later(
          TRIAL_NANOS,
          new Event.TrialFinished(
              manifest.digest(), passes, passes ? "passed" : "output_0 is off in test_data_set_0"));
    }

    @Override
    public void serve(Manifest manifest, @Nullable Manifest compareWith) {
      mesh.after(
          LOAD_NANOS,
          () -> {
            if (boot == ofBoot && node != null) {
              serving.put(manifest.name(), manifest);
              compared.remove(manifest.name());
              if (compareWith != null) {
                compared.put(manifest.name(), compareWith);
              }
              mesh.onServing(SimulatedNode.this, manifest);
              handle(new Event.ServingStarted(manifest.name(), manifest.digest()));
            }
          });
    }

    @Override
    public void stopServing(ModelName model) {
      serving.remove(model);
    }

    @Override
    public void tell(Notice notice) {
      notices.add(notice);
    }

    @Override
    public void reply(long id, @Nullable String refusal) {
      replies.put(id, Optional.ofNullable(refusal));
    }
  }
}
