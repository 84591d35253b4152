package dev.linnet.daemon.transport;

import dev.linnet.daemon.Later;
import java.time.Duration;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * How much of one stream was read and is not dealt with yet, and how fast it is read. More is read
 * only within the bounds, so that whoever floods is slowed down by its own connection: it takes no
 * memory beyond them, the messages of others wait behind at most so many of its own, and dealing
 * with them takes a small share of a processor.
 */
final class Intake {
  static final int MAX_FRAMES = 64;
  static final int MAX_BYTES = 1024 * 1024;

  /**
   * Read in a row before the rate counts. Both are far above what a peer has to say, be it at the
   * start of a mesh of ten thousand nodes or while a model spreads.
   */
  static final int AT_ONCE = 2_000;

  /** A thousand a second. */
  static final long EVERY_NANOS = 1_000_000;

  private final IntConsumer request;
  private final LongSupplier nanoTime;
  private final Later later;
  private final CellRate rate;
  private int asked;
  private int waiting;
  private long waitingBytes;
  private boolean resting;

  /**
   * Nothing is read yet.
   *
   * @param request asks the stream for so many frames more
   */
  Intake(IntConsumer request, LongSupplier nanoTime, Later later) {
    this.request = request;
    this.nanoTime = nanoTime;
    this.later = later;
    this.rate = new CellRate(AT_ONCE, EVERY_NANOS, nanoTime.getAsLong());
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
      rate.count(nanoTime.getAsLong());
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
      if (asked > 0 || resting || waiting >= MAX_FRAMES || waitingBytes >= MAX_BYTES) {
        return;
      }
      long now = nanoTime.getAsLong();
      if (rate.waitNanos(1, now) > 0) {
        resting = true;
        later.run(Duration.ofNanos(rate.waitNanos(MAX_FRAMES, now)), this::goOn);
        return;
      }
      asked++;
    }
    request.accept(1);
  }

  private void goOn() {
    synchronized (this) {
      resting = false;
    }
    ask();
  }
}
