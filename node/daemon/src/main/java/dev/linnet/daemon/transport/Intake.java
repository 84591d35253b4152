package dev.linnet.daemon.transport;

import java.util.function.IntConsumer;

/**
 * How much of one stream was read and is not dealt with yet. More is read only below the bounds, so
 * that whoever floods is slowed down by its own connection: it takes no memory beyond them, and the
 * messages of others wait behind at most so many of its own.
 */
final class Intake {
  static final int MAX_FRAMES = 64;
  static final int MAX_BYTES = 1024 * 1024;

  private final IntConsumer request;
  private int asked;
  private int waiting;
  private long waitingBytes;

  /**
   * Nothing is read yet.
   *
   * @param request asks the stream for so many frames more
   */
  Intake(IntConsumer request) {
    this.request = request;
  }

  /** Reads the first frame. */
  void start() {
    ask();
  }

  /** Takes note of a frame that came; what is returned is to be run once it is dealt with. */
  Runnable take(int bytes) {
    synchronized (this) {
      asked--;
      waiting++;
      waitingBytes += bytes;
    }
    ask();
    return () -> finish(bytes);
  }

  private void finish(int bytes) {
    synchronized (this) {
      waiting--;
      waitingBytes -= bytes;
    }
    ask();
  }

  private void ask() {
    synchronized (this) {
      if (asked > 0 || waiting >= MAX_FRAMES || waitingBytes >= MAX_BYTES) {
        return;
      }
      asked++;
    }
    request.accept(1);
  }
}
