package dev.linnet.daemon;

import dev.linnet.core.Effects;
import dev.linnet.core.Event;
import dev.linnet.core.Message;
import dev.linnet.core.Node;
import dev.linnet.core.NodeSetup;
import dev.linnet.core.NodeView;
import dev.linnet.core.Notice;
import dev.linnet.core.gossip.GossipSettings;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.Trust;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.core.trust.Untrusted;
import dev.linnet.daemon.access.ApiAccess;
import dev.linnet.daemon.config.NodeConfig;
import dev.linnet.daemon.dashboard.Dashboard;
import dev.linnet.daemon.dashboard.Heard;
import dev.linnet.daemon.events.EventLog;
import dev.linnet.daemon.identity.IdentityFiles;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.daemon.identity.Renewals;
import dev.linnet.daemon.identity.SpiffeId;
import dev.linnet.daemon.identity.ValidityWatch;
import dev.linnet.daemon.metrics.ArtifactBytes;
import dev.linnet.daemon.metrics.Machine;
import dev.linnet.daemon.metrics.NodeMetrics;
import dev.linnet.daemon.operator.Doctor;
import dev.linnet.daemon.operator.NodeAccess;
import dev.linnet.daemon.operator.OperatorService;
import dev.linnet.daemon.operator.SeenTwice;
import dev.linnet.daemon.origin.OriginClient;
import dev.linnet.daemon.origin.OriginRules;
import dev.linnet.daemon.probe.Prober;
import dev.linnet.daemon.probe.Restraint;
import dev.linnet.daemon.serving.ModelServer;
import dev.linnet.daemon.serving.RuntimeOptions;
import dev.linnet.daemon.serving.ServingConfig;
import dev.linnet.daemon.store.Changes;
import dev.linnet.daemon.store.Store;
import dev.linnet.daemon.survey.Pace;
import dev.linnet.daemon.survey.Surveyor;
import dev.linnet.daemon.transport.MeshTransport;
import dev.linnet.daemon.transport.MeshTransportConfig;
import dev.linnet.daemon.transport.WireCodec;
import dev.linnet.daemon.trial.Sandbox;
import dev.linnet.daemon.trial.Trial;
import dev.linnet.daemon.webhooks.Webhooks;
import dev.linnet.proto.v1.SurveyResponse;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running node: opens what it needs in order, wires it to the {@link NodeLoop}, and closes it
 * in the opposite order.
 */
public final class Daemon implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  /** Membership asks from a thread that must not wait for the node's. */
  private static final long REGION_ROSTER_MILLIS = 250;

  /** How soon a node that is revoked is cut off once this one knows. */
  private static final long REVOKED_MILLIS = 250;

  /** How soon events are synced, and written for which the disk had no room. */
  private static final long EVENTS_SECONDS = 1;

  /** How soon a renewed certificate is taken up, and one that is over noticed. */
  private static final long RENEWED_SECONDS = 5;

  /** The store keeps a chunk that nobody names for ten minutes, so that a push can end. */
  private static final long COLLECT_MINUTES = 11;

  /** How soon what is owed is collected: one that starts over and over must not fill its disk. */
  private static final long OWED_SECONDS = 30;

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile int exitCode;

  private Daemon() {}

  /**
   * Runs a node until it is told to stop (SIGTERM, Ctrl-C), and returns the exit code.
   *
   * @throws UserError if it cannot start; nothing is left open then
   */
  public static int run(NodeConfig config) {
    return run(config, UnaryOperator.identity());
  }

  /**
   * Runs a node that tells its peers of its chunks what {@code told} makes of them.
   *
   * @param told the store's chunks, to what others are given; a test makes a liar with it
   */
  static int run(NodeConfig config, UnaryOperator<MeshTransport.ChunkReader> told) {
    Daemon daemon = new Daemon();
    CountDownLatch closed = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              daemon.ended.countDown();
              await(closed);
            },
            "shutdown");
    try (daemon) {
      daemon.start(config, told);
      Runtime.getRuntime().addShutdownHook(hook);
      await(daemon.ended);
    } finally {
      closed.countDown();
    }
    return daemon.exitCode;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void start(NodeConfig config, UnaryOperator<MeshTransport.ChunkReader> told) {
    config.log().apply();
    Clock clock = Clock.systemUTC();
    NodeIdentity identity =
        IdentityFiles.loadAtAnyTime(config.identity(), config.node(), config.region());
    Store store = own(Store.open(config.data()));
    EventLog events = new EventLog(config.data(), clock);
    NodeMetrics metrics = new NodeMetrics();
    PrometheusMeterRegistry meters = metrics.registry();
    var unused = events.follow(metrics::told);
    own(
        new Webhooks(
            config.webhooks(),
            events,
            new SpiffeId(identity.mesh(), identity.region(), identity.node()).toString(),
            clock));
    watch(store, events);
    Heard heard = new Heard(System::nanoTime);
    Pace pace = new Pace(System::nanoTime);
    ArtifactBytes moved = new ArtifactBytes(meters, identity.region());
    SeenTwice twice = new SeenTwice(clock);
    Mailbox mailbox = new Mailbox(events, metrics, moved, heard, twice);
    store.onRot(chunk -> mailbox.post(new Event.ChunksLost(Set.of(chunk))));
    ServingEvents served = new ServingEvents(mailbox::post, Later.TIMER);
    ModelServer server = own(new ModelServer(serving(config), served, meters));
    MeshTransport transport =
        own(
            MeshTransport.start(
                MeshTransportConfig.of(config.mesh().bind(), config.mesh().advertise())
                    .withUploads(config.transfer().sending()),
                identity,
                mailbox,
                told.apply(store::readChunk),
                server::isAnswering));
    OriginClient origin =
        own(new OriginClient(new OriginRules(config.origin().allow(), config.origin().local())));
    Sandbox sandbox = new Sandbox(config.trial().sandbox());
    Trial trial = own(new Trial(config.trial().timeout(), sandbox));
    var unusedLook = sandbox.looked().thenAccept(looked -> tell(events, looked));
    Restraint restraint = config.postpone() == null ? null : own(new Restraint(config.postpone()));
    Supplier<Optional<String>> postponed =
        () -> sandbox.refusal().or(() -> restraint == null ? Optional.empty() : restraint.why());
    Workers workers =
        own(
            new Workers(
                store,
                transport,
                origin,
                server,
                postponed,
                moved,
                config.transfer(),
                mailbox::post));
    ModelOrders models =
        own(
            new ModelOrders(
                store::materialise,
                server,
                trial,
                config.trial(),
                mailbox::view,
                postponed,
                mailbox::post));
    if (restraint != null) {
      restraint.begin(
          why -> {
            tell(events, why);
            if (why.isPresent()) {
              models.putOffShadows();
            }
          });
    }
    Outbox outbox = new Outbox(store, transport, workers, models, events, pace);
    SortedMap<String, Fact> facts = facts(store);
    Node node = new Node(setup(config, identity, store, facts.values()), random());
    Effects effects = metrics.watching(outbox, identity.node(), facts, mailbox::view, clock);
    Consumer<Event> watching = metrics::saw;
    Runnable dealtWith =
        () -> {
          outbox.flush();
          metrics.dealtWith();
        };
    NodeLoop loop =
        own(
            new NodeLoop(
                node, effects, dealtWith, clock, watching.andThen(pace::saw), this::broken));
    Renewals renewals =
        new Renewals(config.identity(), identity, clock, new Renewing(transport, events));
    ValidityWatch validity =
        new ValidityWatch(
            config.identity(), renewals::current, clock, fault -> tellOfValidity(events, fault));
    ApiAccess door = ApiAccess.of(config.api().access(), renewals::current, meters, clock);
    metrics.show(
        new Machine(
            Version.current(),
            Version.revision(),
            renewals::current,
            door::owners,
            config.data(),
            store,
            transport,
            clock));
    mailbox.open(loop);
    Access access = new Access(loop, outbox, store);
    Surveyor surveyor = new Surveyor(pace, transport, access::view);
    mailbox.open(surveyor);
    ScheduledExecutorService timer =
        Executors.newScheduledThreadPool(1, DaemonThreads.named("timer"));
    own(timer::shutdownNow);
    timer.scheduleWithFixedDelay(
        workers::collectGarbage, COLLECT_MINUTES, COLLECT_MINUTES, TimeUnit.MINUTES);
    timer.scheduleWithFixedDelay(
        workers::collectOwed, OWED_SECONDS, OWED_SECONDS, TimeUnit.SECONDS);
    timer.scheduleWithFixedDelay(
        events::writeAgain, EVENTS_SECONDS, EVENTS_SECONDS, TimeUnit.SECONDS);
    timer.scheduleWithFixedDelay(
        renewals::look, RENEWED_SECONDS, RENEWED_SECONDS, TimeUnit.SECONDS);
    timer.scheduleWithFixedDelay(validity::look, 0, RENEWED_SECONDS, TimeUnit.SECONDS);
    Doctor doctor =
        new Doctor(
            renewals::current,
            door::owners,
            config.mesh().advertise(),
            Version.current(),
            store,
            postponed,
            sandbox,
            twice,
            clock);
    OperatorService operator =
        own(new OperatorService(access, store, events, doctor, clock, server, surveyor::all));
    Dashboard dashboard =
        new Dashboard(operator, events, server, meters, heard, about(identity, config));
    timer.scheduleWithFixedDelay(door::look, RENEWED_SECONDS, RENEWED_SECONDS, TimeUnit.SECONDS);
    own(ApiServers.start(config.api(), door, operator, server, meters, dashboard));
    loop.start();
    if (config.probe() != null) {
      own(new Prober(config.probe(), new Probing(server, events)));
    }
    config.seeds().forEach(transport::connectSeed);
    AtomicReference<List<Peer>> regionRoster = new AtomicReference<>(List.of());
    timer.scheduleWithFixedDelay(
        () -> loop.ask(Node::regionRoster).thenAccept(regionRoster::set),
        0,
        REGION_ROSTER_MILLIS,
        TimeUnit.MILLISECONDS);
    timer.scheduleWithFixedDelay(
        () -> loop.ask(Node::revokedNodes).thenAccept(transport::cutOff),
        0,
        REVOKED_MILLIS,
        TimeUnit.MILLISECONDS);
    transport.startMembership(regionRoster::get);
    LOG.info(
        "node {} of region {} in mesh {}: mesh {}, API http {} and grpc {}",
        identity.node(),
        identity.region(),
        identity.mesh(),
        config.mesh().advertise(),
        config.api().http(),
        config.api().grpc());
  }

  private static void tell(EventLog events, Optional<String> why) {
    events.append(
        why.map(it -> notice("POSTPONED", "no model is fetched or tried: " + it))
            .orElseGet(
                () ->
                    new Notice(
                        Notice.Severity.INFO,
                        "POSTPONED_NO_MORE",
                        "models are fetched and tried again",
                        Map.of())));
  }

  private static void tellOfValidity(EventLog events, Optional<String> fault) {
    events.append(
        fault
            .map(
                why ->
                    notice(
                        "CERTIFICATE_NOT_VALID",
                        "the node gets no new connection in its mesh, and serves on: " + why))
            .orElseGet(
                () ->
                    new Notice(
                        Notice.Severity.INFO,
                        "CERTIFICATE_VALID",
                        "the node gets connections in its mesh again",
                        Map.of())));
  }

  private static void tell(EventLog events, Sandbox sandbox) {
    if (sandbox.isMissing()) {
      events.append(notice("NO_SANDBOX", sandbox.sentence()));
    }
  }

  private static Dashboard.About about(NodeIdentity identity, NodeConfig config) {
    return new Dashboard.About(
        identity.mesh(),
        identity.node().value(),
        identity.region().value(),
        Version.current(),
        config.api().grpc().toString());
  }

  private static ServingConfig serving(NodeConfig config) {
    RuntimeOptions runtime =
        new RuntimeOptions(config.serving().threads(), config.serving().arena(), false, null)
            .withNativeDirectory(config.data().resolve("native"));
    return ServingConfig.defaults(runtime)
        .withMostRunning(config.serving().maxRunning())
        .withMostUnderWay(config.serving().maxConcurrent())
        .with(config.serving().batching(), config.serving().keepWarm())
        .withInFlightFile(config.data().resolve("in-flight"));
  }

  /** What the node came up with, by its place. */
  private static SortedMap<String, Fact> facts(Store store) {
    SortedMap<String, Fact> facts = new TreeMap<>();
    store
        .facts()
        .forEach(
            (key, bytes) -> {
              try {
                facts.put(key, WireCodec.decodeFact(bytes));
              } catch (IllegalArgumentException e) {
                LOG.warn("fact {} rotted on the disk; peers will give it again", key, e);
              }
            });
    return facts;
  }

  private static NodeSetup setup(
      NodeConfig config, NodeIdentity identity, Store store, Collection<Fact> stored) {
    TrustRoot root;
    try {
      root = Trust.openRoot(identity.trustRoot(), Ed25519.CHECK);
    } catch (Untrusted e) {
      throw new UserError(UserError.REFUSED, String.valueOf(e.getMessage()), e);
    }
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact.ByOperator(identity.trustRoot()));
    facts.addAll(stored);
    return new NodeSetup(
        identity.node(),
        identity.region(),
        config.mesh().advertise(),
        Capabilities.profile(config.labels()),
        root,
        Ed25519.CHECK,
        identity.factKey(),
        identity.enrolment(),
        GossipSettings.DEFAULT,
        config.transfer().swarm(),
        facts,
        store.memory(),
        List.copyOf(store.manifests().values()));
  }

  private static RandomGenerator random() {
    return new SplittableRandom(new SecureRandom().nextLong());
  }

  /** What the disk does to the node, for people. */
  private void watch(Store store, EventLog events) {
    store
        .setAside()
        .ifPresent(damaged -> events.append(notice("STORE_SET_ASIDE", damaged.sentence())));
    store.onFull(
        full ->
            events.append(
                full.map(why -> notice("STORE_FULL", "no model is fetched: " + why))
                    .orElseGet(() -> notice("STORE_HAS_ROOM", "models are fetched again"))));
    var unused =
        store
            .broken()
            .thenAccept(
                failure -> {
                  LOG.error(
                      "a write failed, and the node ends: it starts again from what is durable",
                      failure);
                  events.append(notice("STORE_BROKEN", "the node ends: " + failure.getMessage()));
                  broken(failure);
                });
  }

  /** What becomes of a certificate that was renewed on the disk. */
  private record Renewing(MeshTransport transport, EventLog events) implements Renewals.Listener {
    @Override
    public void renewed(NodeIdentity identity) {
      transport.renewed(identity);
      events.append(
          new Notice(
              Notice.Severity.INFO,
              "CERTIFICATE_RENEWED",
              "the node shows its new certificate, good until "
                  + identity.certificate().getNotAfter().toInstant(),
              Map.of()));
    }

    @Override
    public void refused(String sentence) {
      events.append(notice("CERTIFICATE_REFUSED", "the certificate in use stays: " + sentence));
    }
  }

  /** What probes are asked for and what becomes of them. */
  private record Probing(ModelServer server, EventLog events) implements Prober.Listener {
    @Override
    public void due(Prober.Run run) throws InterruptedException {
      server.probe(run);
    }

    @Override
    public void failing(String sentence) {
      events.append(notice("PROBE_FAILED", sentence));
    }

    @Override
    public void passesAgain(String sentence) {
      events.append(new Notice(Notice.Severity.INFO, "PROBE_PASSES", sentence, Map.of()));
    }
  }

  private static Notice notice(String kind, String sentence) {
    return new Notice(Notice.Severity.WARNING, kind, sentence, Map.of());
  }

  private void broken(Throwable failure) {
    exitCode = UserError.FAILED;
    ended.countDown();
  }

  private <T extends AutoCloseable> T own(T resource) {
    open.push(resource);
    return resource;
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        LOG.warn("something did not close", e);
      }
    }
  }

  /** Takes in what happens before the loop stands, and hands it on. */
  private static final class Mailbox implements MeshTransport.Handler {
    private final EventLog events;
    private final NodeMetrics metrics;
    private final ArtifactBytes moved;
    private final Heard heard;
    private final SeenTwice twice;
    private final CompletableFuture<NodeLoop> loop = new CompletableFuture<>();
    private final CompletableFuture<Surveyor> surveyor = new CompletableFuture<>();

    Mailbox(
        EventLog events, NodeMetrics metrics, ArtifactBytes moved, Heard heard, SeenTwice twice) {
      this.events = events;
      this.metrics = metrics;
      this.moved = moved;
      this.heard = heard;
      this.twice = twice;
    }

    void open(Surveyor opened) {
      surveyor.complete(opened);
    }

    void open(NodeLoop opened) {
      loop.complete(opened);
    }

    void post(Event event) {
      var unused = loop.thenAccept(opened -> opened.post(event));
    }

    CompletableFuture<NodeView> view() {
      return loop.thenCompose(opened -> opened.ask(Node::view));
    }

    @Override
    public void onMessage(NodeName from, Message message, Runnable done) {
      heard.from(from);
      var unused =
          loop.thenAccept(opened -> opened.post(new Event.MessageReceived(from, message), done));
    }

    @Override
    public void onFrame(String direction, String kind, int sizeBytes) {
      metrics.frame(direction, kind, sizeBytes);
    }

    @Override
    public void onChunkSent(RegionName to, int sizeBytes) {
      moved.sent(to, sizeBytes);
    }

    @Override
    public void onRoundTrip(long nanos) {
      metrics.roundTrip(nanos);
    }

    @Override
    public void onPeerUp(Peer peer) {
      post(new Event.PeerUp(peer));
    }

    @Override
    public void onPeerDown(NodeName node, boolean suspectedOnly) {
      post(new Event.PeerDown(node, suspectedOnly));
    }

    @Override
    public void onRefused(String reason) {
      events.append(new Notice(Notice.Severity.WARNING, "PEER_REFUSED", reason, Map.of()));
    }

    @Override
    public void onTwins(NodeName node, String sentence) {
      twice.notice(node, sentence);
      events.append(
          new Notice(
              Notice.Severity.WARNING, "NODE_TWICE", sentence, Map.of("node", node.value())));
    }

    @Override
    public void onSeedUnresolved(Address seed) {
      events.append(
          notice(
              "SEED_UNRESOLVED",
              "seed "
                  + seed
                  + ": the name of its host does not resolve; mend `seeds` in node.yaml or this"
                  + " machine's name service. The node tries on"));
    }

    @Override
    public CompletableFuture<SurveyResponse> onSurvey(boolean roundTrips) {
      return surveyor.thenCompose(opened -> opened.answer(roundTrips));
    }
  }

  /** The node, for a person's tools. */
  private static final class Access implements NodeAccess {
    private final NodeLoop loop;
    private final Outbox outbox;
    private final Store store;
    private final AtomicLong requests = new AtomicLong();

    Access(NodeLoop loop, Outbox outbox, Store store) {
      this.loop = loop;
      this.outbox = outbox;
      this.store = store;
    }

    @Override
    public CompletableFuture<NodeView> view() {
      return loop.ask(Node::view);
    }

    @Override
    public CompletableFuture<Announcement> draft(Plan plan) {
      return loop.ask(node -> node.draft(plan));
    }

    @Override
    public CompletableFuture<@Nullable String> submit(Envelope envelope) {
      long id = requests.incrementAndGet();
      CompletableFuture<@Nullable String> answer = outbox.expectReply(id);
      loop.post(new Event.FactSubmitted(id, envelope));
      return answer;
    }

    @Override
    public CompletableFuture<Manifest> storeManifest(String json) {
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      try {
        Manifest manifest = ManifestJson.parse(Digest.of(bytes), json);
        int missing = manifest.chunks().size() - store.locate(manifest).cardinality();
        if (missing > 0 && manifest.origin() == null) {
          throw new IllegalArgumentException(
              "manifest: "
                  + missing
                  + " of its chunks are not in this node's store and it names no origin:"
                  + " push the model's files, or give --origin");
        }
        Changes changes = new Changes();
        changes.putManifest(manifest.digest(), json);
        store.commit(changes);
        loop.post(new Event.ManifestStored(manifest.digest(), Bytes.utf8(json)));
        return loop.ask(node -> manifest);
      } catch (RuntimeException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    @Override
    public CompletableFuture<NodeView> want(Digest manifest) {
      loop.post(new Event.ManifestWanted(manifest));
      return view();
    }

    @Override
    public CompletableFuture<@Nullable String> letGo(Digest manifest) {
      long id = requests.incrementAndGet();
      CompletableFuture<@Nullable String> answer = outbox.expectReply(id);
      loop.post(new Event.ManifestUnwanted(id, manifest));
      return answer;
    }

    @Override
    public void lost(Set<Digest> chunks) {
      loop.post(new Event.ChunksLost(chunks));
    }
  }
}
