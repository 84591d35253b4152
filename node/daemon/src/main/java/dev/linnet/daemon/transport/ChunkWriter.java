package dev.linnet.daemon.transport;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.linnet.core.trust.Digest;
import dev.linnet.proto.v1.Chunk;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers one request for chunks, as fast as the stream takes them and no faster. Reads on threads
 * of its own: the threads of the streams carry the region's pings, and a disk that keeps them busy
 * for a second or two would make a living node look dead.
 */
final class ChunkWriter {
  private final ServerCallStreamObserver<Chunk> stream;
  private final Iterator<ByteString> left;
  private final MeshTransport.ChunkReader chunks;
  private final Executor readers;
  private final AtomicInteger wakes = new AtomicInteger();
  private boolean ended;

  ChunkWriter(
      ServerCallStreamObserver<Chunk> stream,
      Iterator<ByteString> left,
      MeshTransport.ChunkReader chunks,
      Executor readers) {
    this.stream = stream;
    this.left = left;
    this.chunks = chunks;
    this.readers = readers;
  }

  /** The stream may take more. At most one thread writes at a time, whoever wakes it. */
  void wake() {
    if (wakes.getAndIncrement() > 0) {
      return;
    }
    try {
      readers.execute(this::writeUntilAsleep);
    } catch (RejectedExecutionException e) {
      // The port is being closed, and the stream with it.
      return;
    }
  }

  private void writeUntilAsleep() {
    int seen = wakes.get();
    do {
      writeWhatFits();
      seen = wakes.addAndGet(-seen);
    } while (seen > 0);
  }

  private void writeWhatFits() {
    while (!ended && !stream.isCancelled() && stream.isReady()) {
      writeNext();
    }
  }

  private void writeNext() {
    byte[] content = null;
    ByteString digest = left.hasNext() ? left.next() : null;
    if (digest != null) {
      try {
        content = chunks.read(Digest.ofRaw(digest.toByteArray()));
      } catch (RuntimeException e) {
        ended = true;
        stream.onError(
            Status.INTERNAL
                .withDescription("the store cannot be read")
                .withCause(e)
                .asRuntimeException());
        return;
      }
    }
    if (digest == null || content == null) {
      ended = true;
      stream.onCompleted();
      return;
    }
    stream.onNext(
        Chunk.newBuilder()
            .setDigest(digest)
            .setContent(UnsafeByteOperations.unsafeWrap(content))
            .build());
  }
}
