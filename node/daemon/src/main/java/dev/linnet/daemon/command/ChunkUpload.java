package dev.linnet.daemon.command;

import com.google.protobuf.ByteString;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.packing.ChunkSource;
import dev.linnet.proto.v1.Chunk;
import dev.linnet.proto.v1.FindChunksRequest;
import dev.linnet.proto.v1.OperatorGrpc;
import dev.linnet.proto.v1.PutChunksResponse;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Sends the chunks of a model that a node does not have yet, never faster than it takes them. */
final class ChunkUpload {
  private static final int FIND_BATCH = 1_024;

  private final NodeClient client;
  private final ChunkSource model;
  private final List<ChunkRef> chunks;

  ChunkUpload(NodeClient client, ChunkSource model) {
    this.client = client;
    this.model = model;
    this.chunks = model.chunks();
  }

  /** The places, in the model, of the chunks that the node lacks; each content once. */
  List<Integer> missing() {
    Map<Digest, Integer> places = new LinkedHashMap<>();
    for (int i = 0; i < chunks.size(); i++) {
      places.putIfAbsent(chunks.get(i).digest(), i);
    }
    List<Digest> all = List.copyOf(places.keySet());
    List<Integer> missing = new ArrayList<>();
    for (int from = 0; from < all.size(); from += FIND_BATCH) {
      List<Digest> batch = all.subList(from, Math.min(all.size(), from + FIND_BATCH));
      FindChunksRequest.Builder request = FindChunksRequest.newBuilder();
      batch.forEach(digest -> request.addDigests(ByteString.copyFrom(digest.raw())));
      List<Boolean> present = client.ask(node -> node.findChunks(request.build())).getPresentList();
      if (present.size() != batch.size()) {
        throw new UserError(UserError.FAILED, "the node answered for other chunks than asked");
      }
      for (int i = 0; i < batch.size(); i++) {
        if (!present.get(i)) {
          missing.add(places.getOrDefault(batch.get(i), 0));
        }
      }
    }
    return missing;
  }

  /** Sends the chunks at {@code places}; {@code sent} is told the bytes of each. */
  void send(List<Integer> places, LongConsumer sent) {
    if (places.isEmpty()) {
      return;
    }
    Answer answer = new Answer();
    OperatorGrpc.newStub(client.channel()).putChunks(answer);
    for (int place : places) {
      ChunkRef chunk = chunks.get(place);
      if (!answer.awaitReady()) {
        break;
      }
      answer
          .requests()
          .onNext(
              Chunk.newBuilder()
                  .setDigest(ByteString.copyFrom(chunk.digest().raw()))
                  .setContent(ByteString.copyFrom(model.read(place)))
                  .build());
      sent.accept(chunk.sizeBytes());
    }
    @Nullable Throwable failure = answer.finish();
    if (failure != null) {
      throw client.explained(Status.fromThrowable(failure), failure);
    }
  }

  /** The node's end of the call, and whether it takes more. */
  private static final class Answer implements ClientResponseObserver<Chunk, PutChunksResponse> {
    private @Nullable ClientCallStreamObserver<Chunk> requests;
    private @Nullable Throwable failure;
    private boolean done;

    @Override
    public synchronized void beforeStart(ClientCallStreamObserver<Chunk> stream) {
      requests = stream;
      stream.setOnReadyHandler(this::wake);
    }

    synchronized ClientCallStreamObserver<Chunk> requests() {
      if (requests == null) {
        throw new IllegalStateException("the call has not started");
      }
      return requests;
    }

    private synchronized void wake() {
      notifyAll();
    }

    /** Waits until one more chunk may be sent; false if the node has ended the call. */
    synchronized boolean awaitReady() {
      while (!done && !requests().isReady()) {
        await();
      }
      return !done;
    }

    /** Ends the call and waits for the node's answer; what went wrong, or null. */
    synchronized @Nullable Throwable finish() {
      if (!done) {
        requests().onCompleted();
      }
      while (!done) {
        await();
      }
      return failure;
    }

    private void await() {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        done = true;
        failure = Status.CANCELLED.withDescription("interrupted").asRuntimeException();
      }
    }

    @Override
    public void onNext(PutChunksResponse response) {}

    @Override
    public synchronized void onError(Throwable problem) {
      failure = problem;
      done = true;
      notifyAll();
    }

    @Override
    public synchronized void onCompleted() {
      done = true;
      notifyAll();
    }
  }
}
