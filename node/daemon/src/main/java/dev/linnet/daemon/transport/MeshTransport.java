package dev.linnet.daemon.transport;

import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.Message;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.ChunkUnavailable;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.daemon.transfer.ChunkBytes;
import dev.linnet.daemon.transfer.ChunkMemory;
import dev.linnet.proto.v1.Frame;
import dev.linnet.proto.v1.Membership;
import dev.linnet.proto.v1.SurveyResponse;
import io.grpc.Server;
import java.io.IOException;
import java.net.BindException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The node's one mesh port: messages, membership and chunks between nodes, over gRPC with mutual
 * TLS.
 *
 * <p>Who a peer is, its certificate says. Delivery is best effort, as the core expects: what finds
 * no place in a queue, or no connection, is dropped and made up for by gossip. Thread-safe.
 */
public final class MeshTransport implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int READERS = 2;
  private static final long SWEEP_SECONDS = 30;

  private final NodeIdentity self;
  private final Address advertised;
  private final Handler handler;
  private final ExecutorService executor;
  private final MeshContext context;
  private final Links links;
  private final Server server;
  private final AtomicLong dropped = new AtomicLong();
  private @Nullable RegionMembership membership;

  /** What happens on the port. Called on any thread; must not block. */
  public interface Handler {
    /**
     * A well-formed message of a peer whose certificate bears this name.
     *
     * @param done to be run once it is dealt with; until then it counts against what that peer may
     *     have waiting here
     */
    void onMessage(NodeName from, Message message, Runnable done);

    /**
     * A frame went out or came in; called on any thread, for whoever counts.
     *
     * @param direction {@code sent} or {@code received}
     * @param kind one of the messages of mesh.proto
     */
    default void onFrame(String direction, String kind, int sizeBytes) {}

    /**
     * A chunk went out; called on any thread, for whoever counts.
     *
     * @param to the region of the node that asked
     */
    default void onChunkSent(RegionName to, int sizeBytes) {}

    /** A member of the region answered a ping; called on any thread, for whoever measures. */
    default void onRoundTrip(long nanos) {}

    /** A peer greeted, or the region's membership found it. May be told again. */
    void onPeerUp(Peer peer);

    /**
     * A peer is not reached any more.
     *
     * @param suspectedOnly its connection broke; otherwise the region's membership gave it up, or
     *     it left
     */
    void onPeerDown(NodeName node, boolean suspectedOnly);

    /** Someone was turned away, or turned this node away: one line for a person. */
    void onRefused(String reason);

    /** Two processes run under one node's name, each in good health: one line for a person. */
    default void onTwins(NodeName node, String sentence) {}

    /** The name of a seed's host does not resolve; told once, and tried on. */
    default void onSeedUnresolved(Address seed) {}

    /** A peer asks what this node measured. */
    default CompletableFuture<SurveyResponse> onSurvey(boolean roundTrips) {
      return CompletableFuture.completedFuture(SurveyResponse.getDefaultInstance());
    }
  }

  /** Where chunks for others come from. May block for the disk; called on any thread. */
  public interface ChunkReader {
    /** The chunk's bytes, for the caller to close; null if it is not there. */
    @Nullable ChunkBytes read(Digest chunk);
  }

  /** How much was not delivered since the start: queues full, malformed frames, refusals. */
  public record Losses(long droppedSends, long malformedFrames, long refusals) {}

  private MeshTransport(
      NodeIdentity self,
      Address advertised,
      Handler handler,
      ExecutorService executor,
      MeshContext context,
      Server server) {
    this.self = self;
    this.advertised = advertised;
    this.handler = handler;
    this.executor = executor;
    this.context = context;
    this.links = new Links(context);
    this.server = server;
  }

  /**
   * Opens the port.
   *
   * @throws UserError if the port is in use or its host is none of this machine
   */
  public static MeshTransport start(
      MeshTransportConfig config, NodeIdentity self, Handler handler, ChunkReader chunks) {
    return start(config, self, handler, chunks, () -> false);
  }

  /**
   * Opens the port of a node that gives fewer chunks away while it answers inferences.
   *
   * @param answering whether it does at this moment
   * @throws UserError if the port is in use or its host is none of this machine
   */
  public static MeshTransport start(
      MeshTransportConfig config,
      NodeIdentity self,
      Handler handler,
      ChunkReader chunks,
      BooleanSupplier answering) {
    return start(config, self, handler, chunks, answering, System::nanoTime);
  }

  /** As the other, with a time by which twins are told from restarts. */
  static MeshTransport start(
      MeshTransportConfig config,
      NodeIdentity self,
      Handler handler,
      ChunkReader chunks,
      BooleanSupplier answering,
      LongSupplier nanoTime) {
    Refusals refusals = new Refusals(handler::onRefused, System::nanoTime);
    ExecutorService executor = Executors.newFixedThreadPool(THREADS, threads("linnet-mesh"));
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(threads("linnet-mesh-timer"));
    Revoked revoked = new Revoked();
    Twins twins = new Twins(handler::onTwins, nanoTime);
    Netty netty = netty(self, config, executor, refusals, revoked);
    MeshContext context =
        new MeshContext(
            config,
            handler,
            netty,
            new Greeting(self, revoked, twins, bootId()),
            new Sessions(handler),
            new Inbox(self.region(), handler, twins),
            refusals,
            revoked,
            ChunkMarshaller.method(new ChunkMemory(ChunkMemory.USUAL_KEPT_BYTES)),
            timer,
            Executors.newFixedThreadPool(READERS, threads("linnet-mesh-chunks")));
    Server server =
        netty
            .server(config.bindPort())
            .intercept(new CallerInterceptor())
            .addService(new MeshService(context, chunks, answering, handler).definition())
            .build();
    try {
      server.start();
    } catch (IOException e) {
      release(context, executor);
      throw notBound(config, e);
    }
    Address advertised =
        config.advertised() == null
            ? new Address(config.bindHost(), server.getPort())
            : config.advertised();
    context.greeting().advertise(advertised);
    MeshTransport transport =
        new MeshTransport(self, advertised, handler, executor, context, server);
    var unused =
        timer.scheduleWithFixedDelay(
            transport.links::closeIdle, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    return transport;
  }

  /** Of as many as there are, so that clones that start at once draw different ones. */
  private static long bootId() {
    SecureRandom random = new SecureRandom();
    long id = random.nextLong();
    while (id == Speaker.NO_BOOT_ID) {
      id = random.nextLong();
    }
    return id;
  }

  private static Netty netty(
      NodeIdentity self,
      MeshTransportConfig config,
      ExecutorService executor,
      Refusals refusals,
      Revoked revoked) {
    try {
      return new Netty(self, config.bindHost(), executor, refusals, revoked);
    } catch (SSLException e) {
      throw new UserError(
          UserError.REFUSED,
          "node certificate: TLS cannot use it (" + e.getMessage() + "); enroll the node again",
          e);
    }
  }

  private static UserError notBound(MeshTransportConfig config, IOException e) {
    String port = "mesh port " + config.bindHost() + ":" + config.bindPort();
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      boolean inUse =
          cause instanceof BindException
              || String.valueOf(cause.getMessage()).contains("Address already in use");
      if (inUse && String.valueOf(cause.getMessage()).contains("in use")) {
        return new UserError(
            UserError.FAILED,
            port + " is in use: stop the other process or set mesh.bind in node.yaml",
            e);
      }
    }
    return new UserError(
        UserError.FAILED,
        port + " cannot be opened (" + e.getMessage() + "): set mesh.bind in node.yaml",
        e);
  }

  /** The port that is listened on. */
  public int boundPort() {
    return server.getPort();
  }

  /** Where others reach this node. */
  public Address advertised() {
    return advertised;
  }

  /** Tells a peer something, if it can be told now. Never blocks, never throws. */
  public void send(Peer to, Message message) {
    try {
      Frame frame = Frame.newBuilder().setMessage(WireCodec.encode(message)).build();
      if (frame.getSerializedSize() > Netty.MAX_MESSAGE_BYTES || !deliver(to, frame)) {
        dropped.incrementAndGet();
      }
    } catch (RuntimeException e) {
      dropped.incrementAndGet();
    }
  }

  private boolean deliver(Peer to, Frame frame) {
    Session session = context.sessions().to(to.node());
    return session == null ? dial(Expected.peer(to), frame) : offer(session, frame);
  }

  private boolean dial(Expected expected, Frame frame) {
    Link link = links.to(expected);
    return link != null && sent(frame, link.send(frame));
  }

  private boolean offer(Session session, Frame frame) {
    return sent(frame, session.offer(frame));
  }

  private boolean sent(Frame frame, boolean taken) {
    if (taken) {
      handler.onFrame("sent", FrameKind.of(frame), frame.getSerializedSize());
    }
    return taken;
  }

  /** Dials an address, with pauses, until some node of the mesh has greeted there once. */
  public void connectSeed(Address seed) {
    Link link = links.to(Expected.seed(seed));
    if (link != null) {
      link.dialUntilGreeted();
    }
  }

  /**
   * Joins the membership of this node's region.
   *
   * @param regionRoster the nodes of the region that are known by now, up or not; one of them at
   *     random is the way in, and the way back after a partition
   * @throws UserError if this machine's own name does not resolve
   */
  public synchronized void startMembership(Supplier<List<Peer>> regionRoster) {
    if (membership != null) {
      throw new IllegalStateException("membership is started already");
    }
    RegionMembership started =
        RegionMembership.start(
            self,
            advertised,
            (address, node, frame) -> carry(address, node, frame, regionRoster),
            handler,
            context::later,
            context.refusals());
    context.inbox().listenMembership(started.transport()::onFrame);
    membership = started;
  }

  /** Runs on ScaleCube's thread or the timer's, for both of which an exception is a frame lost. */
  private boolean carry(
      String address,
      @Nullable NodeName node,
      Membership membershipFrame,
      Supplier<List<Peer>> peers) {
    Frame frame = Frame.newBuilder().setMembership(membershipFrame).build();
    if (address.equals(RegionMembership.SEED)) {
      List<Peer> known =
          peers.get().stream().filter(peer -> !peer.node().equals(self.node())).toList();
      if (known.isEmpty()) {
        return false;
      }
      return deliver(known.get(ThreadLocalRandom.current().nextInt(known.size())), frame);
    }
    Address to = Address.parse(address);
    if (node != null) {
      return deliver(new Peer(node, self.region(), to), frame);
    }
    Session session = context.sessions().to(to, self.region());
    return session == null
        ? dial(Expected.member(to, self.region()), frame)
        : offer(session, frame);
  }

  /**
   * Fetches a chunk from a peer.
   *
   * @return as many bytes as asked for, for the caller to close, and not yet checked against the
   *     digest, which the store does; or a failure that is a {@link ChunkUnavailable}
   */
  public CompletableFuture<ChunkBytes> fetchChunk(
      Peer from, Digest chunk, int sizeBytes, Duration deadline) {
    Link link = links.to(Expected.peer(from));
    if (link == null) {
      return CompletableFuture.failedFuture(
          new ChunkUnavailable(
              ChunkFailure.UNREACHABLE,
              "chunk "
                  + chunk.brief()
                  + " from "
                  + from.node()
                  + ": no connection to it can be made"));
    }
    return link.fetch(chunk, sizeBytes, deadline);
  }

  /**
   * Asks a peer what it measured; fails if it does not answer in 10 s.
   *
   * @param roundTrips whether it is to measure the way to a node of each region too
   */
  public CompletableFuture<SurveyResponse> survey(Peer of, boolean roundTrips) {
    Link link = links.to(Expected.peer(of));
    return link == null
        ? CompletableFuture.failedFuture(
            new IOException(of.node() + ": no connection to it can be made"))
        : SurveyCall.start(link, roundTrips);
  }

  /** Shows a renewed certificate in every handshake from now on; peers know this node by name. */
  public void renewed(NodeIdentity renewed) {
    context.netty().present(renewed);
  }

  /** Cuts the connections of these nodes, in both directions, and lets none of them in again. */
  public void cutOff(Set<NodeName> revoked) {
    if (context.revoked().set(revoked)) {
      links.cutRevoked();
    }
  }

  /** The other members of the region, by name. */
  synchronized Set<String> members() {
    return membership == null ? Set.of() : membership.members();
  }

  /** How many nodes this one is connected with. */
  public int sessions() {
    return context.sessions().count();
  }

  /** How many frames wait to be written to peers. */
  public int queued() {
    return context.sessions().waiting() + links.waitingForGreeting();
  }

  /** What was lost so far. */
  public Losses losses() {
    return new Losses(dropped.get(), context.inbox().malformed(), context.refusals().total());
  }

  /** Leaves the region's membership and closes the port; takes 3 s at most. */
  @Override
  public void close() {
    RegionMembership joined = takeMembership();
    if (joined != null) {
      joined.leave();
    }
    closePort();
  }

  /** Closes the port without a word to anyone, as a crash would. */
  void abort() {
    RegionMembership joined = takeMembership();
    if (joined != null) {
      joined.abort();
    }
    closePort();
  }

  private synchronized @Nullable RegionMembership takeMembership() {
    RegionMembership joined = membership;
    membership = null;
    return joined;
  }

  private void closePort() {
    context.sessions().mute();
    links.abort();
    server.shutdownNow();
    try {
      server.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    release(context, executor);
  }

  private static void release(MeshContext context, ExecutorService executor) {
    context.timer().shutdownNow();
    context.readers().shutdown();
    context.netty().close();
    executor.shutdown();
  }

  private static ThreadFactory threads(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
