package dev.linnet.daemon.transport;

import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.ChunkUnavailable;
import dev.linnet.daemon.transfer.ChunkBytes;
import dev.linnet.proto.v1.ChunkAsked;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The chunks that are asked of one peer, on one stream, which answers in the order asked. A stream
 * costs headers, a deadline and trailers at both ends, as much as the chunk itself, so that there
 * is one for all. Who is late with the first, or answers something else, is asked nothing more
 * here, and what was asked has failed.
 */
final class ChunkOrders implements StreamObserver<ChunkMessage> {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private record Order(
      Digest chunk, int sizeBytes, long untilNanos, CompletableFuture<ChunkBytes> result) {}

  private final Expected from;
  private final MeshContext context;
  private final ClientCall<ChunkAsked, ChunkMessage> call;
  private final StreamObserver<ChunkAsked> requests;
  private final ArrayDeque<Order> asked = new ArrayDeque<>();
  private boolean over;
  private boolean willLook;

  /** What comes is for one thread at a time, so this needs no lock. */
  private boolean known;

  ChunkOrders(Expected from, MeshContext context, ManagedChannel channel) {
    this.from = from;
    this.context = context;
    this.call = channel.newCall(context.fetch(), CallOptions.DEFAULT);
    this.requests = ClientCalls.asyncBidiStreamingCall(call, this);
  }

  /** Asks for a chunk, which is to be there within the deadline. */
  CompletableFuture<ChunkBytes> ask(Digest chunk, int sizeBytes, Duration deadline) {
    long untilNanos = System.nanoTime() + deadline.toNanos();
    Order order = new Order(chunk, sizeBytes, untilNanos, new CompletableFuture<>());
    if (!add(order)) {
      fail(order, ChunkFailure.UNREACHABLE, "its stream has ended");
    }
    return order.result();
  }

  private synchronized boolean add(Order order) {
    if (!over) {
      asked.add(order);
      requests.onNext(ChunkAsked.newBuilder().setDigest(FactCodec.digest(order.chunk())).build());
      lookLater();
    }
    return !over;
  }

  /** Whether nothing can be asked here any more. */
  synchronized boolean isOver() {
    return over;
  }

  /** Asks nothing more; what was asked may still come. */
  synchronized void end() {
    if (!over) {
      over = true;
      requests.onCompleted();
    }
  }

  @Override
  public void onNext(ChunkMessage answer) {
    Order order;
    synchronized (this) {
      order = asked.poll();
    }
    ChunkBytes content = answer.content();
    if (order == null || !isTaken(order, answer)) {
      content.close();
    }
  }

  private boolean isTaken(Order order, ChunkMessage answer) {
    if (!isKnown(order)) {
      return false;
    }
    if (!answer.digest().equals(FactCodec.digest(order.chunk()))) {
      fail(order, ChunkFailure.CORRUPT, "what came is another chunk");
      breakOff(ChunkFailure.UNREACHABLE, "its stream is out of order");
      return false;
    }
    return switch (answer.answer()) {
      case ANSWER_GIVEN -> isComplete(order, answer.content());
      case ANSWER_BUSY -> {
        fail(order, ChunkFailure.BUSY, "it gives to others");
        yield false;
      }
      case ANSWER_MISSING, UNRECOGNIZED -> {
        fail(order, ChunkFailure.MISSING, "the peer does not hold it");
        yield false;
      }
    };
  }

  private boolean isComplete(Order order, ChunkBytes content) {
    if (content.size() != order.sizeBytes()) {
      fail(order, ChunkFailure.CORRUPT, "what came has another length");
      return false;
    }
    return order.result().complete(content);
  }

  private boolean isKnown(Order order) {
    if (known) {
      return true;
    }
    try {
      from.require(Link.serverOf(call));
      known = true;
    } catch (Refused e) {
      context.refusals().refuse(from.address() + " refused: " + e.getMessage());
      fail(order, ChunkFailure.UNREACHABLE, String.valueOf(e.getMessage()));
      breakOff(ChunkFailure.UNREACHABLE, String.valueOf(e.getMessage()));
    }
    return known;
  }

  @Override
  public void onError(Throwable failure) {
    Status status = Status.fromThrowable(failure);
    ChunkFailure kind =
        status.getCode() == Status.Code.RESOURCE_EXHAUSTED
            ? ChunkFailure.BUSY
            : ChunkFailure.UNREACHABLE;
    failAll(kind, status.getCode() + " " + status.getDescription());
  }

  @Override
  public void onCompleted() {
    failAll(ChunkFailure.UNREACHABLE, "it ended the stream");
  }

  private synchronized void lookLater() {
    Order first = asked.peek();
    if (first == null || willLook) {
      return;
    }
    willLook = true;
    long leftNanos = Math.max(0, first.untilNanos() - System.nanoTime());
    context.later(Duration.ofNanos(Math.min(LOOK.toNanos(), leftNanos)), this::look);
  }

  private void look() {
    synchronized (this) {
      willLook = false;
      Order first = asked.peek();
      if (first == null || first.untilNanos() - System.nanoTime() > 0) {
        lookLater();
        return;
      }
    }
    breakOff(ChunkFailure.TIMED_OUT, "it did not come in time");
  }

  private void breakOff(ChunkFailure failure, String why) {
    failAll(failure, why);
    call.cancel(why, null);
  }

  private void failAll(ChunkFailure failure, String why) {
    List<Order> lost;
    synchronized (this) {
      over = true;
      lost = new ArrayList<>(asked);
      asked.clear();
    }
    lost.forEach(order -> fail(order, failure, why));
  }

  private void fail(Order order, ChunkFailure failure, String why) {
    order
        .result()
        .completeExceptionally(
            new ChunkUnavailable(
                failure,
                "chunk "
                    + order.chunk().brief()
                    + " from "
                    + from.node()
                    + ": "
                    + failure
                    + ", "
                    + why));
  }
}
