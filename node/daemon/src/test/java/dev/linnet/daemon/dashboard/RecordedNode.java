package dev.linnet.daemon.dashboard;

import dev.linnet.core.NodeView;
import dev.linnet.core.Notice;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import dev.linnet.daemon.access.ApiAccess;
import dev.linnet.daemon.events.EventLog;
import dev.linnet.daemon.identity.EnrolOptions;
import dev.linnet.daemon.identity.IdentityFiles;
import dev.linnet.daemon.identity.IdentityPaths;
import dev.linnet.daemon.identity.MeshAuthority;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.daemon.operator.Doctor;
import dev.linnet.daemon.operator.NodeAccess;
import dev.linnet.daemon.operator.OperatorService;
import dev.linnet.daemon.operator.SeenTwice;
import dev.linnet.daemon.serving.ModelServer;
import dev.linnet.daemon.serving.RuntimeOptions;
import dev.linnet.daemon.serving.ServingConfig;
import dev.linnet.daemon.serving.TestListener;
import dev.linnet.daemon.store.Store;
import dev.linnet.daemon.transfer.ChunkBytes;
import dev.linnet.daemon.trial.Sandbox;
import dev.linnet.testmesh.Ports;
import io.javalin.Javalin;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A node whose replica stands still at what a test recorded, with the daemon's own store, event
 * log, documents and HTTP server over it.
 */
public final class RecordedNode implements AutoCloseable {
  private final Store store;
  private final ModelServer server;
  private final Dashboard dashboard;
  private final OperatorService operator;
  private final Javalin http;
  private final NodeIdentity identity;
  private final ServerSocket meshPort;
  private final Settable clock = new Settable();
  private final AtomicLong nanos = new AtomicLong();
  private volatile NodeView view;

  final EventLog events;
  final Heard heard = new Heard(nanos::get);

  RecordedNode(Path directory, NodeView view) throws Exception {
    this.view = view;
    Path authority = directory.resolve("authority");
    MeshAuthority.init(authority, MeshStates.MESH, Clock.systemUTC());
    meshPort = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Address mesh = new Address("127.0.0.1", meshPort.getLocalPort());
    identity = identity(authority, view, mesh);
    store = Store.open(directory.resolve("data"));
    events = new EventLog(directory.resolve("data"), clock);
    server = new ModelServer(ServingConfig.defaults(RuntimeOptions.small()), new TestListener());
    Doctor doctor =
        new Doctor(
            () -> identity,
            Optional::empty,
            mesh,
            "0.1.0",
            store,
            Optional::empty,
            new Sandbox(Sandbox.Rule.OFF),
            new SeenTwice(Clock.systemUTC()),
            Clock.systemUTC());
    operator =
        new OperatorService(
            new Recorded(),
            store,
            events,
            doctor,
            Clock.systemUTC(),
            server,
            seen -> CompletableFuture.completedFuture(Map.of()));
    dashboard =
        new Dashboard(
            operator,
            events,
            server,
            new SimpleMeterRegistry(),
            heard,
            new Dashboard.About(
                MeshStates.MESH,
                view.self().value(),
                view.region().value(),
                "0.1.0",
                "127.0.0.1:7781"));
    http =
        Javalin.create(config -> dashboard.register(config, ApiAccess.open().http()))
            .start("127.0.0.1", Ports.free());
  }

  private static NodeIdentity identity(Path authority, NodeView view, Address mesh)
      throws Exception {
    Path home =
        MeshAuthority.enroll(
            authority,
            view.self(),
            view.region(),
            new EnrolOptions(mesh, mesh, mesh, List.of(), "data", Map.of()),
            Clock.systemUTC());
    return IdentityFiles.load(IdentityPaths.in(home), view.self(), view.region(), Instant.now());
  }

  /** One that knows of a rollout under way, with its files in {@code directory}. */
  public static RecordedNode rolling(Path directory) throws Exception {
    return new RecordedNode(directory, MeshStates.rolling());
  }

  /** Who it is; {@code authority} of its directory is the mesh's. */
  public NodeIdentity identity() {
    return identity;
  }

  /** Its answers to people's tools. */
  public OperatorService operator() {
    return operator;
  }

  /** Its page and documents. */
  public Dashboard dashboard() {
    return dashboard;
  }

  /** What it serves: nothing. */
  public ModelServer models() {
    return server;
  }

  String url() {
    return "http://127.0.0.1:" + http.port();
  }

  /** How many listen to its stream. */
  int listening() {
    return dashboard.listening();
  }

  int port() {
    return http.port();
  }

  /** From now on the node knows this. */
  void knows(NodeView now) {
    view = now;
  }

  /** Puts chunks into the store, of the content that their number makes. */
  void store(int first, int end) {
    for (int i = first; i < end; i++) {
      byte[] content = MeshStates.chunk(i);
      store.putChunk(Digest.of(content), ChunkBytes.of(content));
    }
  }

  /** Writes an event into the log as of some time ago. */
  public void happened(long secondsAgo, Notice notice) {
    clock.now = Instant.now().minusSeconds(secondsAgo);
    events.append(notice);
  }

  /** A message came from these nodes now. */
  void hears(String... names) {
    for (String name : names) {
      heard.from(new NodeName(name));
    }
  }

  /** Lets the time go on in which messages might have come. */
  void quietFor(long seconds) {
    nanos.addAndGet(seconds * 1_000_000_000L);
  }

  @Override
  public void close() throws Exception {
    dashboard.close();
    http.stop();
    operator.close();
    server.close();
    store.close();
    meshPort.close();
  }

  private static final class Settable extends Clock {
    private Instant now = Instant.now();

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  /** Knows what was recorded, and takes nothing. */
  private final class Recorded implements NodeAccess {
    @Override
    public CompletableFuture<NodeView> view() {
      return CompletableFuture.completedFuture(view);
    }

    @Override
    public CompletableFuture<Announcement> draft(Plan plan) {
      return refused();
    }

    @Override
    public CompletableFuture<@Nullable String> submit(Envelope envelope) {
      return refused();
    }

    @Override
    public CompletableFuture<Manifest> storeManifest(String json) {
      return refused();
    }

    @Override
    public CompletableFuture<NodeView> want(Digest manifest) {
      return refused();
    }

    @Override
    public CompletableFuture<@Nullable String> letGo(Digest manifest) {
      return refused();
    }

    @Override
    public void lost(Set<Digest> chunks) {
      throw new IllegalStateException("a recording loses nothing");
    }

    private <T> CompletableFuture<T> refused() {
      return CompletableFuture.failedFuture(
          new IllegalStateException("a page only reads, and this was more"));
    }
  }
}
