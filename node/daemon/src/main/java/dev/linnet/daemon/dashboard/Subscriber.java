package dev.linnet.daemon.dashboard;

import com.google.gson.JsonObject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A browser that listens. Nobody waits for it: what its socket does not take waits here, and if
 * that becomes too much it is dropped; it comes again by itself and says what it had last.
 */
final class Subscriber implements WriteListener {
  /** Some hundred events: more than a page that is looked at is ever behind. */
  static final int MOST_WAITING_BYTES = 256 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);

  private final AsyncContext request;
  private final ServletOutputStream out;
  private final BooleanSupplier allowed;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private boolean opened;
  private boolean unflushed;

  /** The stream's thread alone looks at it. */
  private long lastEvent;

  /**
   * A browser that is to be told.
   *
   * @param allowed whether it may still know
   */
  Subscriber(AsyncContext request, ServletOutputStream out, BooleanSupplier allowed) {
    this.request = request;
    this.out = out;
    this.allowed = allowed;
  }

  /** Complete when it has gone or was dropped. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** It has the log's events up to this one. */
  void beginAfter(long number) {
    lastEvent = number;
  }

  /** Sends an event of the log, if it is later than all before. */
  void sendEvent(long number, JsonObject event) {
    if (number > lastEvent) {
      lastEvent = number;
      send("event: log\nid: " + number + "\ndata: " + event + "\n\n");
    }
  }

  void send(String name, JsonObject data) {
    send("event: " + name + "\ndata: " + data + "\n\n");
  }

  /** So that neither side takes the connection for dead. */
  void beat() {
    send(": \n\n");
  }

  /** Gson writes line breaks within texts as escapes, so a frame ends where it is to. */
  private void send(String frame) {
    if (!allowed.getAsBoolean() || !takes(frame.getBytes(StandardCharsets.UTF_8))) {
      drop();
    }
  }

  private synchronized boolean takes(byte[] frame) {
    if (ended.isDone()) {
      return true;
    }
    if (waitingBytes + frame.length > MOST_WAITING_BYTES) {
      return false;
    }
    waiting.addLast(frame);
    waitingBytes += frame.length;
    return !opened || write();
  }

  @Override
  public void onWritePossible() {
    boolean goesOn;
    synchronized (this) {
      opened = true;
      goesOn = write();
    }
    if (!goesOn) {
      drop();
    }
  }

  /** Writes what the socket takes; false if it takes nothing any more. */
  private boolean write() {
    try {
      while (!ended.isDone() && (unflushed || !waiting.isEmpty()) && out.isReady()) {
        if (waiting.isEmpty()) {
          unflushed = false;
          out.flush();
        } else {
          byte[] next = waiting.removeFirst();
          waitingBytes -= next.length;
          unflushed = true;
          out.write(next);
        }
      }
      return true;
    } catch (IOException | IllegalStateException e) {
      return false;
    }
  }

  @Override
  public void onError(Throwable problem) {
    drop();
  }

  /** Lets it go, with what it did not take. */
  void drop() {
    if (ended.complete(null)) {
      synchronized (this) {
        waiting.clear();
        waitingBytes = 0;
      }
      try {
        request.complete();
      } catch (IllegalStateException e) {
        LOG.debug("the server had ended it already", e);
      }
    }
  }
}
