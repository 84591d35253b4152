package dev.linnet.daemon.transport;

import com.google.protobuf.ByteString;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.transfer.ChunkBytes;
import dev.linnet.daemon.transfer.Slots;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers one request for chunks, each of which waits for a slot and holds it until the stream took
 * it. Reads on threads of its own: the threads of the streams carry the region's pings, and a disk
 * that keeps them busy for a second or two would make a living node look dead.
 */
final class Upload implements Slots.Move {
  private final ServerCallStreamObserver<ChunkMessage> stream;
  private final Iterator<ByteString> left;
  private final MeshTransport.ChunkReader chunks;
  private final IntConsumer sent;
  private final Executor readers;
  private final Slots.Slot slot;
  private boolean sending;
  private boolean ended;

  /**
   * An answer that has not begun.
   *
   * @param sent told the size of each chunk that the stream took
   */
  Upload(
      ServerCallStreamObserver<ChunkMessage> stream,
      NodeName to,
      Iterator<ByteString> left,
      MeshTransport.ChunkReader chunks,
      IntConsumer sent,
      Executor readers,
      Slots slots) {
    this.stream = stream;
    this.left = left;
    this.chunks = chunks;
    this.sent = sent;
    this.readers = readers;
    this.slot = slots.slot(to.value(), this);
  }

  /** To be called before the call's own method returns. */
  void start() {
    stream.setOnReadyHandler(this::goOn);
    stream.setOnCancelHandler(slot::leave);
    stream.setOnCloseHandler(slot::leave);
    if (left.hasNext()) {
      slot.enter();
    } else {
      end(null);
    }
  }

  @Override
  public void begin() {
    try {
      readers.execute(this::sendNext);
    } catch (RejectedExecutionException e) {
      // The port is being closed, and the stream with it.
      slot.leave();
    }
  }

  @Override
  public void refuse(String why) {
    end(Status.RESOURCE_EXHAUSTED.withDescription(why));
  }

  private void sendNext() {
    ByteString digest = left.next();
    ChunkBytes content;
    try {
      content = chunks.read(Digest.ofRaw(digest.toByteArray()));
    } catch (RuntimeException e) {
      end(Status.INTERNAL.withDescription("the store cannot be read").withCause(e));
      return;
    }
    if (content == null) {
      end(null);
      return;
    }
    try (content) {
      send(digest, content);
    }
    if (left.hasNext()) {
      goOn();
    } else {
      end(null);
    }
  }

  /** The stream has the bytes in buffers of its own when this returns. */
  private void send(ByteString digest, ChunkBytes content) {
    slot.spend(content.size());
    synchronized (this) {
      if (!ended) {
        stream.onNext(new ChunkMessage(digest, content));
        sent.accept(content.size());
        sending = true;
      }
    }
  }

  /** Once the stream took a chunk, the next one waits for its turn. */
  private void goOn() {
    synchronized (this) {
      if (!sending || ended || !left.hasNext() || !stream.isReady()) {
        return;
      }
      sending = false;
    }
    slot.leave();
    slot.enter();
  }

  /** The slot is given back when the stream is closed: all was taken by then. */
  private synchronized void end(@Nullable Status failure) {
    if (ended) {
      return;
    }
    ended = true;
    if (failure == null) {
      stream.onCompleted();
    } else {
      stream.onError(failure.asRuntimeException());
    }
  }
}
