package dev.linnet.daemon.registry;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An answer's body, read by one thread as it comes. The JDK's own stream waits for ever for a
 * server that has gone silent; this one does not. It takes the next bytes when those before were
 * read.
 */
final class Body implements BodySubscriber<Body>, AutoCloseable {
  /** What came: bytes, or the last word, which may be a problem. */
  private record Part(List<ByteBuffer> bytes, boolean last, @Nullable Throwable problem) {}

  private final Duration silence;
  private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
  private final Deque<ByteBuffer> unread = new ArrayDeque<>();
  private volatile @Nullable Subscription subscription;

  Body(Duration silence) {
    this.silence = silence;
  }

  @Override
  public CompletionStage<Body> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    given.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    parts.add(new Part(bytes, false, null));
  }

  @Override
  public void onError(Throwable problem) {
    parts.add(new Part(List.of(), true, problem));
  }

  @Override
  public void onComplete() {
    parts.add(new Part(List.of(), true, null));
  }

  /**
   * Reads some bytes.
   *
   * @return how many, at least one; -1: that was all
   */
  int read(byte[] into, int most) throws IOException {
    while (true) {
      while (!unread.isEmpty()) {
        ByteBuffer first = unread.getFirst();
        if (first.hasRemaining()) {
          int read = Math.min(most, first.remaining());
          first.get(into, 0, read);
          return read;
        }
        unread.removeFirst();
      }
      Part part = next();
      if (part.problem != null) {
        throw new IOException(part.problem.getMessage(), part.problem);
      }
      if (part.last) {
        return -1;
      }
      unread.addAll(part.bytes);
      Subscription from = subscription;
      if (from != null) {
        from.request(1);
      }
    }
  }

  private Part next() throws IOException {
    try {
      Part part = parts.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
      if (part == null) {
        throw new HttpTimeoutException("the answer stopped");
      }
      return part;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Hangs up, if there is more. */
  @Override
  public void close() {
    Subscription from = subscription;
    if (from != null) {
      from.cancel();
    }
  }
}
