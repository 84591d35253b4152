package dev.linnet.daemon.transport;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.Causes;
import dev.linnet.daemon.identity.SpiffeId;
import dev.linnet.daemon.transfer.ChunkBytes;
import dev.linnet.proto.v1.Frame;
import dev.linnet.proto.v1.MeshGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The dialler's end towards one peer at one address: a channel, and at most one stream at a time.
 * Dials when there is something to send. After a failure it waits, 0.2 s at first and 5 s at most,
 * and drops what is to be sent meanwhile.
 */
final class Link {
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int MAX_DOUBLINGS = 5;
  private static final Duration GREETING_TIMEOUT = Duration.ofSeconds(5);

  private final Expected expected;
  private final MeshContext context;
  private final ManagedChannel channel;
  private @Nullable Attempt current;
  private @Nullable ChunkOrders orders;
  private boolean untilGreeted;
  private boolean greeted;
  private boolean closed;
  private boolean toldUnresolved;
  private int failures;
  private long notBeforeNanos = System.nanoTime();
  private volatile long lastUseNanos = System.nanoTime();

  Link(Expected expected, MeshContext context) {
    this.expected = expected;
    this.context = context;
    this.channel = context.netty().channel(expected.address());
  }

  Expected expected() {
    return expected;
  }

  /** Who greeted last, or else who is expected; empty while nobody knows. */
  synchronized Optional<NodeName> peer() {
    Session session = current == null ? null : current.session;
    return Optional.ofNullable(session == null ? expected.node() : session.peer().node());
  }

  /** For other calls to the same peer. */
  ManagedChannel channel() {
    lastUseNanos = System.nanoTime();
    return channel;
  }

  /** Asks the peer for a chunk, on the stream that there is for that, or a new one. */
  synchronized CompletableFuture<ChunkBytes> fetch(Digest chunk, int sizeBytes, Duration deadline) {
    lastUseNanos = System.nanoTime();
    if (orders == null || orders.isOver()) {
      orders = new ChunkOrders(expected, context, channel);
    }
    return orders.ask(chunk, sizeBytes, deadline);
  }

  /** Queues a frame, dialling if need be; false if it was dropped. */
  boolean send(Frame frame) {
    Attempt attempt = dial();
    return attempt != null && attempt.outbox.offer(frame);
  }

  /** Dials, again and again with pauses, until a peer has greeted. */
  synchronized void dialUntilGreeted() {
    untilGreeted = true;
    dial();
  }

  private synchronized @Nullable Attempt dial() {
    lastUseNanos = System.nanoTime();
    if (current == null && !closed && System.nanoTime() - notBeforeNanos >= 0) {
      channel.resetConnectBackoff();
      current = new Attempt();
      current.start();
    }
    return current;
  }

  /**
   * How many frames wait for somebody to greet here; those that wait after that, the session has.
   */
  synchronized int waitingForGreeting() {
    return current == null || current.session != null ? 0 : current.outbox.waiting();
  }

  /** Since when nothing went out here. */
  synchronized long lastUseNanos() {
    return current == null ? lastUseNanos : Math.max(lastUseNanos, current.outbox.lastOfferNanos());
  }

  synchronized boolean isWanted() {
    return untilGreeted;
  }

  /** Ends the stream in order and gives up the channel. */
  void close() {
    Attempt attempt;
    synchronized (this) {
      closed = true;
      attempt = current;
      if (orders != null) {
        orders.end();
      }
    }
    if (attempt != null) {
      attempt.end();
    }
    channel.shutdown();
  }

  /** Breaks the channel at once. */
  void abort() {
    synchronized (this) {
      closed = true;
    }
    channel.shutdownNow();
  }

  /** Waits for the channel to be gone after {@link #abort}. */
  void awaitEnd(long timeoutNanos) {
    try {
      channel.awaitTermination(timeoutNanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether nobody has greeted here yet. */
  synchronized boolean isUntried() {
    return !greeted;
  }

  private synchronized void greeted() {
    greeted = true;
    untilGreeted = false;
    failures = 0;
  }

  private synchronized void ended(Attempt attempt) {
    if (current != attempt) {
      return;
    }
    current = null;
    long pause =
        Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(failures, MAX_DOUBLINGS));
    long jittered = pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
    failures++;
    notBeforeNanos = System.nanoTime() + jittered;
    if (untilGreeted && !closed) {
      context.later(Duration.ofNanos(jittered), this::dialUntilGreeted);
    }
  }

  private void unresolved() {
    synchronized (this) {
      if (toldUnresolved) {
        return;
      }
      toldUnresolved = true;
    }
    context.handler().onSeedUnresolved(expected.address());
  }

  private void refuse(String reason) {
    context.refusals().refuse(expected.address() + " refused: " + reason);
  }

  /** One stream, from dialling to its end. */
  private final class Attempt implements ClientResponseObserver<Frame, Frame> {
    private final Outbox outbox = context.newOutbox();
    private final ClientCall<Frame, Frame> call =
        channel.newCall(MeshGrpc.getExchangeMethod(), CallOptions.DEFAULT);
    private @Nullable ClientCallStreamObserver<Frame> stream;
    private @Nullable Intake intake;
    private volatile @Nullable Session session;
    private volatile boolean ending;

    void start() {
      ClientCalls.asyncBidiStreamingCall(call, this).onNext(context.greeting().hello());
      Objects.requireNonNull(intake, "made before the call starts").start();
      context.later(
          GREETING_TIMEOUT,
          () -> {
            if (session == null) {
              call.cancel("no greeting in " + GREETING_TIMEOUT.toSeconds() + " s", null);
            }
          });
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<Frame> stream) {
      this.stream = stream;
      stream.setOnReadyHandler(outbox::drain);
      stream.disableAutoRequestWithInitial(0);
      intake = new Intake(stream::request, System::nanoTime, context::later);
    }

    @Override
    public void onNext(Frame frame) {
      Runnable done =
          Objects.requireNonNull(intake, "made before the call starts")
              .take(frame.getSerializedSize());
      Session known = session;
      if (known != null) {
        context.inbox().onFrame(known, frame, done);
        return;
      }
      try {
        SpiffeId id = serverOf(call);
        expected.require(id);
        Speaker speaker = context.greeting().read(id, frame, Netty.host(call.getAttributes()));
        Session opened = new Session(speaker, outbox, this::end);
        session = opened;
        greeted();
        context.sessions().add(opened);
        if (stream != null) {
          outbox.open(stream);
        }
        done.run();
      } catch (Refused e) {
        refuse(String.valueOf(e.getMessage()));
        call.cancel("refused", null);
      }
    }

    @Override
    public void onError(Throwable failure) {
      finish(!ending);
      if (expected.isSeed() && Causes.find(UnknownHostException.class, failure).isPresent()) {
        unresolved();
      }
      String tls = Refusals.ofHandshake(failure);
      Status status = Status.fromThrowable(failure);
      if (tls != null) {
        refuse(tls);
      } else if (status.getCode() == Status.Code.PERMISSION_DENIED) {
        refuse("it turned this node away: " + status.getDescription());
      }
    }

    @Override
    public void onCompleted() {
      end();
      finish(false);
    }

    void end() {
      ending = true;
      if (!outbox.complete()) {
        call.cancel("closed before the greeting", null);
      }
    }

    private void finish(boolean lost) {
      outbox.close();
      ended(this);
      Session opened = session;
      if (opened != null) {
        context.sessions().remove(opened, lost);
      }
    }
  }

  /** Who a call's server is, by its certificate. */
  static SpiffeId serverOf(ClientCall<?, ?> call) throws Refused {
    SSLSession tls = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    Optional<SpiffeId> id = tls == null ? Optional.empty() : MeshTrust.peer(tls);
    return id.orElseThrow(() -> new Refused("its certificate names no node"));
  }
}
