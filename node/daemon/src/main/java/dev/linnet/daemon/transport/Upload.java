package dev.linnet.daemon.transport;

import com.google.protobuf.ByteString;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.Later;
import dev.linnet.daemon.transfer.ChunkBytes;
import dev.linnet.daemon.transfer.Slots;
import dev.linnet.proto.v1.Chunk.Answer;
import dev.linnet.proto.v1.ChunkAsked;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers what a peer asks on one stream, in turn: each chunk waits for a slot and holds it until
 * the stream took it. Reads on threads of its own: the threads of the streams carry the region's
 * pings, and a disk that keeps them busy for a second or two would make a living node look dead.
 */
final class Upload implements StreamObserver<ChunkAsked>, Slots.Move {
  /** Read of one stream before the first is answered; the rest waits at the asker. */
  private static final int MOST_ASKED = 16;

  /** The next chunk is read from the disk while so much of the last is still to be written. */
  private static final int READY_BELOW_BYTES = 256 * 1024;

  /** Who asks for what is not to be had is read only so fast. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  private enum State {
    IDLE,
    /** The first that is asked waits for a slot. */
    WAITING,
    READING,
    /** A chunk was handed over, and the stream has not taken it yet. */
    SENDING,
    /** The slot is about to be left. */
    ANSWERED,
    ENDED
  }

  private final ServerCallStreamObserver<ChunkMessage> stream;
  private final MeshTransport.ChunkReader chunks;
  private final IntConsumer sent;
  private final Executor readers;
  private final Later later;
  private final Slots.Slot slot;
  private final Deque<ByteString> asked = new ArrayDeque<>();
  private State state = State.IDLE;
  private boolean noMore;

  /**
   * A stream on which nothing was asked.
   *
   * @param of by what name the peer stands in line
   * @param sent told the size of each chunk that the stream took
   */
  Upload(
      ServerCallStreamObserver<ChunkMessage> stream,
      String of,
      MeshTransport.ChunkReader chunks,
      IntConsumer sent,
      Executor readers,
      Later later,
      Slots slots) {
    this.stream = stream;
    this.chunks = chunks;
    this.sent = sent;
    this.readers = readers;
    this.later = later;
    this.slot = slots.slot(of, this);
  }

  /** To be called before the call's own method returns. */
  void start() {
    stream.setOnReadyThreshold(READY_BELOW_BYTES);
    stream.setOnReadyHandler(this::goOn);
    stream.setOnCancelHandler(this::leave);
    stream.setOnCloseHandler(this::leave);
    stream.disableAutoRequest();
    stream.request(MOST_ASKED);
  }

  @Override
  public void onNext(ChunkAsked ask) {
    if (ask.getDigest().size() != FactCodec.DIGEST_BYTES) {
      end(Status.INVALID_ARGUMENT.withDescription("expected a digest of 32 bytes"));
      return;
    }
    synchronized (this) {
      asked.add(ask.getDigest());
      if (state != State.IDLE) {
        return;
      }
      state = State.WAITING;
    }
    slot.enter();
  }

  @Override
  public void onError(Throwable failure) {
    leave();
  }

  @Override
  public synchronized void onCompleted() {
    noMore = true;
    endIfAsked();
  }

  private synchronized void endIfAsked() {
    if (noMore && state == State.IDLE) {
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

  private void sendNext() {
    ByteString digest = nextToRead();
    if (digest == null) {
      slot.leave();
      return;
    }
    ChunkBytes content;
    try {
      content = chunks.read(Digest.ofRaw(digest.toByteArray()));
    } catch (RuntimeException e) {
      end(Status.INTERNAL.withDescription("the store cannot be read").withCause(e));
      return;
    }
    if (content == null) {
      lack(digest);
    } else {
      try (content) {
        give(digest, content);
      }
    }
  }

  private synchronized @Nullable ByteString nextToRead() {
    if (state != State.WAITING) {
      return null;
    }
    state = State.READING;
    return asked.remove();
  }

  /** The stream has the bytes in buffers of its own when this returns. */
  private void give(ByteString digest, ChunkBytes content) {
    slot.spend(content.size());
    synchronized (this) {
      if (state != State.READING) {
        return;
      }
      stream.onNext(ChunkMessage.given(digest, content));
      sent.accept(content.size());
      state = State.SENDING;
    }
    goOn();
  }

  /** Once the stream took a chunk, the next one waits for its turn. */
  private void goOn() {
    synchronized (this) {
      if (state != State.SENDING || !stream.isReady()) {
        return;
      }
      state = State.ANSWERED;
    }
    stream.request(1);
    slot.leave();
    next();
  }

  private void lack(ByteString digest) {
    synchronized (this) {
      if (state != State.READING) {
        return;
      }
      stream.onNext(ChunkMessage.without(digest, Answer.ANSWER_MISSING));
      state = State.ANSWERED;
    }
    later.run(PAUSE, () -> stream.request(1));
    slot.leave();
    next();
  }

  /** Who waited in vain hears so for all that it asked. */
  @Override
  public void refuse(String why) {
    int refused;
    synchronized (this) {
      refused = state == State.WAITING ? asked.size() : 0;
      if (refused > 0) {
        asked.forEach(digest -> stream.onNext(ChunkMessage.without(digest, Answer.ANSWER_BUSY)));
        asked.clear();
        state = State.ANSWERED;
      }
    }
    if (refused == 0) {
      end(Status.RESOURCE_EXHAUSTED.withDescription(why));
      return;
    }
    later.run(PAUSE, () -> stream.request(refused));
    next();
  }

  private void next() {
    synchronized (this) {
      if (state != State.ANSWERED) {
        return;
      }
      state = asked.isEmpty() ? State.IDLE : State.WAITING;
      if (state == State.IDLE) {
        endIfAsked();
        return;
      }
    }
    slot.enter();
  }

  private void leave() {
    synchronized (this) {
      state = State.ENDED;
      asked.clear();
    }
    slot.leave();
  }

  /** The slot is given back when the stream is closed: all was taken by then. */
  private synchronized void end(@Nullable Status failure) {
    if (state == State.ENDED) {
      return;
    }
    state = State.ENDED;
    asked.clear();
    if (failure == null) {
      stream.onCompleted();
    } else {
      stream.onError(failure.asRuntimeException());
    }
  }
}
