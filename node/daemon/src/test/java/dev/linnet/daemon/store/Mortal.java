package dev.linnet.daemon.store;

import dev.linnet.core.Event;
import dev.linnet.core.Node;
import dev.linnet.core.NodeSetup;
import dev.linnet.core.NodeView;
import dev.linnet.core.gossip.GossipSettings;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.AnnouncementJson;
import dev.linnet.core.swarm.SwarmSettings;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.Trust;
import dev.linnet.daemon.identity.IdentityFiles;
import dev.linnet.daemon.identity.IdentityPaths;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.daemon.identity.OperatorKey;
import dev.linnet.daemon.transport.WireCodec;
import dev.linnet.documents.plan.PlanFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process that waits to be killed: the real node and the real store, and nothing around them.
 * Version after version is announced, fetched, tried, served, voted on, finished and collected, as
 * fast as the disk goes. It says line by line what it is about to do and what is done: see {@link
 * MortalDeeds}. First of all it says what the store holds. One in four versions fails its trial.
 */
public final class Mortal {
  private static final NodeName NODE = new NodeName("eu-1");
  private static final RegionName REGION = new RegionName("eu");
  private static final Address ADDRESS = new Address("127.0.0.1", 7700);
  private static final long TICK_MILLIS = 10;

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Ed25519 operator;
  private final Node node;
  private final MortalDeeds deeds;
  private long requests;

  private Mortal(Store store, Path mesh) throws Exception {
    operator = OperatorKey.load(mesh.resolve("operators/admin.key"));
    NodeIdentity identity =
        IdentityFiles.load(
            IdentityPaths.in(mesh.resolve("nodes/eu-1")), NODE, REGION, Instant.now());
    node = new Node(setup(store, identity), new SplittableRandom());
    deeds = new MortalDeeds(store, events::add);
  }

  /** {@code Mortal DATA MESH}. */
  public static void main(String[] args) throws Exception {
    MortalDeeds.say("open");
    Store store = Opening.open(Path.of(args[0]), DiskRoom::usual, Duration.ZERO);
    MortalDeeds.say("opened " + (store.setAside().isPresent() ? "anew" : "whole"));
    MortalDeeds.sayAll(store);
    new Mortal(store, Path.of(args[1])).live();
  }

  /** As the daemon restores a node. */
  private static NodeSetup setup(Store store, NodeIdentity identity) throws Exception {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact.ByOperator(identity.trustRoot()));
    store.facts().values().forEach(bytes -> facts.add(WireCodec.decodeFact(bytes)));
    return new NodeSetup(
        NODE,
        REGION,
        ADDRESS,
        new Profile(Map.of(), Map.of()),
        Trust.openRoot(identity.trustRoot(), Ed25519.CHECK),
        Ed25519.CHECK,
        identity.factKey(),
        identity.enrolment(),
        GossipSettings.DEFAULT,
        SwarmSettings.defaults(),
        facts,
        store.memory(),
        List.copyOf(store.manifests().values()));
  }

  private void live() throws InterruptedException {
    while (true) {
      Event event = events.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
      handle(event == null ? new Event.Ticked(System.currentTimeMillis()) : event);
      if (event == null && deeds.idle()) {
        goOn();
      }
    }
  }

  private void handle(Event event) {
    node.handle(System.nanoTime(), event, deeds);
    deeds.carryOut();
  }

  /** Announces the next version once the last one is over. */
  private void goOn() {
    NodeView view = node.view();
    long next = 1;
    if (!view.rollouts().isEmpty()) {
      var head = view.rollouts().get(0);
      boolean over = head.finished() || head.rolledBackSomewhere();
      if (!over) {
        return;
      }
      next = head.announcement().generation() + 1;
    }
    deeds.collect();
    Manifest manifest = MortalDeeds.manifest(next);
    if (view.models().stream().noneMatch(it -> it.manifest().digest().equals(manifest.digest()))) {
      String json = ManifestJson.write(manifest);
      deeds.storeManifest(manifest.digest(), json);
      deeds.carryOut();
      handle(new Event.ManifestStored(manifest.digest(), Bytes.utf8(json)));
    }
    Announcement announcement = node.draft(PlanFile.parse(plan(next), "plan"));
    Envelope envelope =
        Envelope.sign(Announcement.PAYLOAD_TYPE, AnnouncementJson.write(announcement), operator);
    handle(new Event.FactSubmitted(++requests, envelope));
  }

  private static String plan(long version) {
    return """
    spec:
      model: {name: m, version: "%d"}
      freshness: "off"
      defaults: {bake: 0s, gates: [], quorum: {minJurors: 1}}
      waves: [{name: all, regions: ["*"]}]
    """
        .formatted(version);
  }
}
