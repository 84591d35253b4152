package dev.linnet.daemon.transport;

import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.ChunkUnavailable;
import dev.linnet.daemon.transfer.ChunkBytes;
import dev.linnet.proto.v1.FetchChunksRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks one peer for one chunk, and takes what comes in its place if it has the right length. */
final class ChunkFetch implements StreamObserver<ChunkMessage> {
  private final Expected from;
  private final Digest chunk;
  private final int sizeBytes;
  private final MeshContext context;
  private final CompletableFuture<ChunkBytes> result = new CompletableFuture<>();

  private volatile @Nullable ClientCall<FetchChunksRequest, ChunkMessage> call;

  private ChunkFetch(Link link, MeshContext context, Digest chunk, int sizeBytes) {
    this.from = link.expected();
    this.context = context;
    this.chunk = chunk;
    this.sizeBytes = sizeBytes;
  }

  static CompletableFuture<ChunkBytes> start(
      Link link, MeshContext context, Digest chunk, int sizeBytes, Duration deadline) {
    ChunkFetch fetch = new ChunkFetch(link, context, chunk, sizeBytes);
    fetch.ask(link.channel(), deadline);
    return fetch.result;
  }

  private void ask(ManagedChannel channel, Duration deadline) {
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
    ClientCall<FetchChunksRequest, ChunkMessage> asked = channel.newCall(context.fetch(), options);
    call = asked;
    ClientCalls.asyncServerStreamingCall(
        asked, FetchChunksRequest.newBuilder().addDigests(FactCodec.digest(chunk)).build(), this);
  }

  @Override
  public void onNext(ChunkMessage answer) {
    ChunkBytes content = answer.content();
    if (!isWanted(content) || !result.complete(content)) {
      content.close();
    }
  }

  private boolean isWanted(ChunkBytes content) {
    ClientCall<FetchChunksRequest, ChunkMessage> answered = Objects.requireNonNull(call);
    try {
      from.require(Link.serverOf(answered));
    } catch (Refused e) {
      context.refusals().refuse(from.address() + " refused: " + e.getMessage());
      fail(ChunkFailure.UNREACHABLE, String.valueOf(e.getMessage()));
      answered.cancel("refused", null);
      return false;
    }
    if (content.size() != sizeBytes) {
      fail(ChunkFailure.CORRUPT, "what came has another length");
      answered.cancel("corrupt", null);
      return false;
    }
    return true;
  }

  @Override
  public void onError(Throwable failure) {
    Status status = Status.fromThrowable(failure);
    ChunkFailure kind =
        switch (status.getCode()) {
          case DEADLINE_EXCEEDED -> ChunkFailure.TIMED_OUT;
          case RESOURCE_EXHAUSTED -> ChunkFailure.BUSY;
          default -> ChunkFailure.UNREACHABLE;
        };
    fail(kind, status.getCode() + " " + status.getDescription());
  }

  @Override
  public void onCompleted() {
    fail(ChunkFailure.MISSING, "the peer does not hold it");
  }

  /** Has no effect once there is a result. */
  private void fail(ChunkFailure failure, String why) {
    result.completeExceptionally(
        new ChunkUnavailable(
            failure,
            "chunk " + chunk.brief() + " from " + from.node() + ": " + failure + ", " + why));
  }
}
