package dev.linnet.daemon.transport;

import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.ChunkUnavailable;
import dev.linnet.proto.v1.Chunk;
import dev.linnet.proto.v1.FetchChunksRequest;
import dev.linnet.proto.v1.MeshGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks one peer for one chunk, and takes what comes in its place if it has the right length. */
final class ChunkFetch implements StreamObserver<Chunk> {
  private final Expected from;
  private final Digest chunk;
  private final int sizeBytes;
  private final MeshContext context;
  private final ClientCall<FetchChunksRequest, Chunk> call;
  private final CompletableFuture<byte[]> result = new CompletableFuture<>();

  private ChunkFetch(
      Expected from,
      Digest chunk,
      int sizeBytes,
      MeshContext context,
      ClientCall<FetchChunksRequest, Chunk> call) {
    this.from = from;
    this.chunk = chunk;
    this.sizeBytes = sizeBytes;
    this.context = context;
    this.call = call;
  }

  static CompletableFuture<byte[]> start(
      Link link, MeshContext context, Digest chunk, int sizeBytes, Duration deadline) {
    ManagedChannel channel = link.channel();
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
    ClientCall<FetchChunksRequest, Chunk> call =
        channel.newCall(MeshGrpc.getFetchChunksMethod(), options);
    ChunkFetch fetch = new ChunkFetch(link.expected(), chunk, sizeBytes, context, call);
    ClientCalls.asyncServerStreamingCall(
        call, FetchChunksRequest.newBuilder().addDigests(FactCodec.digest(chunk)).build(), fetch);
    return fetch.result;
  }

  @Override
  public void onNext(Chunk answer) {
    try {
      from.require(Link.serverOf(call));
    } catch (Refused e) {
      context.refusals().refuse(from.address() + " refused: " + e.getMessage());
      fail(ChunkFailure.UNREACHABLE, String.valueOf(e.getMessage()));
      call.cancel("refused", null);
      return;
    }
    if (answer.getContent().size() != sizeBytes) {
      fail(ChunkFailure.CORRUPT, "what came has another length");
      call.cancel("corrupt", null);
      return;
    }
    result.complete(answer.getContent().toByteArray());
  }

  @Override
  public void onError(Throwable failure) {
    Status status = Status.fromThrowable(failure);
    ChunkFailure kind =
        status.getCode() == Status.Code.DEADLINE_EXCEEDED
            ? ChunkFailure.TIMED_OUT
            : ChunkFailure.UNREACHABLE;
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
