package dev.linnet.daemon.transport;

import dev.linnet.core.mesh.Peer;
import dev.linnet.proto.v1.Frame;
import java.time.Duration;

/**
 * A living stream with a peer whose certificate and greeting agree. Carries frames both ways,
 * whoever dialled.
 */
final class Session {
  private final Speaker speaker;
  private final Outbox outbox;
  private final Runnable close;
  private boolean heard;
  private long heardNanos;

  /**
   * One that has just begun.
   *
   * @param close ends the stream, from this side and in order
   */
  Session(Speaker speaker, Outbox outbox, Runnable close) {
    this.speaker = speaker;
    this.outbox = outbox;
    this.close = close;
  }

  Speaker speaker() {
    return speaker;
  }

  Outbox outbox() {
    return outbox;
  }

  Peer peer() {
    return speaker.peer();
  }

  boolean offer(Frame frame) {
    return outbox.offer(frame);
  }

  /** Ends the stream. */
  void close() {
    close.run();
  }

  /**
   * Something came: whether that is news, after a pause since the last news. What comes on a
   * stream, comes one after the other, so this needs no lock.
   */
  boolean isNews(long nowNanos, Duration pause) {
    if (heard && nowNanos - heardNanos < pause.toNanos()) {
      return false;
    }
    heard = true;
    heardNanos = nowNanos;
    return true;
  }
}
