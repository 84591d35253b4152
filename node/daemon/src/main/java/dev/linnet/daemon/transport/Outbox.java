package dev.linnet.daemon.transport;

import dev.linnet.proto.v1.Frame;
import io.grpc.stub.CallStreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written to one stream. Writes only as much as the stream takes at once; what
 * does not fit into the bounds is dropped, the newest first. Never blocks for the network.
 */
final class Outbox {
  private final int maxFrames;
  private final int maxBytes;
  private final Deque<Frame> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private long dropped;
  private long lastOfferNanos = System.nanoTime();
  private @Nullable CallStreamObserver<Frame> out;
  private boolean closed;

  Outbox(int maxFrames, int maxBytes) {
    this.maxFrames = maxFrames;
    this.maxBytes = maxBytes;
  }

  /** Takes a frame, or drops it and returns false. */
  synchronized boolean offer(Frame frame) {
    lastOfferNanos = System.nanoTime();
    int bytes = frame.getSerializedSize();
    if (closed || waiting.size() >= maxFrames || waitingBytes + bytes > maxBytes) {
      dropped++;
      return false;
    }
    waiting.add(frame);
    waitingBytes += bytes;
    drain();
    return true;
  }

  /** From now on frames go to {@code stream}. */
  synchronized void open(CallStreamObserver<Frame> stream) {
    out = stream;
    drain();
  }

  /** Writes what the stream takes. */
  synchronized void drain() {
    while (!closed && out != null && out.isReady()) {
      Frame frame = waiting.poll();
      if (frame == null) {
        return;
      }
      waitingBytes -= frame.getSerializedSize();
      try {
        out.onNext(frame);
      } catch (RuntimeException e) {
        // The stream ended between the question and the write; its end is reported elsewhere.
        close();
      }
    }
  }

  /** Drops everything, now and later. */
  synchronized void close() {
    closed = true;
    dropped += waiting.size();
    waiting.clear();
    waitingBytes = 0;
  }

  /** Drops everything and ends the stream in order; false if there is none. */
  synchronized boolean complete() {
    boolean ends = !closed && out != null;
    close();
    if (ends && out != null) {
      try {
        out.onCompleted();
      } catch (RuntimeException e) {
        // It had ended already, which is what was wanted.
        return true;
      }
    }
    return ends;
  }

  /** How many frames wait. */
  synchronized int waiting() {
    return waiting.size();
  }

  synchronized long dropped() {
    return dropped;
  }

  synchronized long lastOfferNanos() {
    return lastOfferNanos;
  }
}
