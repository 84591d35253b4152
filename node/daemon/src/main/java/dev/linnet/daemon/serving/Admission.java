package dev.linnet.daemon.serving;

import dev.linnet.daemon.serving.InferenceException.Status;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets a bounded number of inferences in, and a smaller one run at once; the others wait. */
final class Admission {
  private final int lanes;
  private final int maxWaiting;
  private final Duration maxWait;
  private final Semaphore free;
  private final AtomicInteger present = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();

  Admission(int lanes, int maxWaiting, Duration maxWait) {
    this.lanes = lanes;
    this.maxWaiting = maxWaiting;
    this.maxWait = maxWait;
    this.free = new Semaphore(lanes, true);
  }

  /**
   * Counts one in; {@link #depart} ends it.
   *
   * @throws InferenceException EXHAUSTED if too many are in
   */
  void arrive() {
    if (present.incrementAndGet() > lanes + maxWaiting) {
      present.decrementAndGet();
      throw exhausted(lanes + " inferences run and " + maxWaiting + " wait");
    }
  }

  void depart() {
    present.decrementAndGet();
  }

  /**
   * Waits for a turn, which the caller closes.
   *
   * @param sinceNanos when the waiting began, which may have been elsewhere
   * @throws InferenceException EXHAUSTED if it takes too long
   */
  Turn enter(long sinceNanos) {
    long leftNanos = maxWait.toNanos() - (System.nanoTime() - sinceNanos);
    if (leftNanos < 0) {
      throw tooLate();
    }
    if (free.tryAcquire()) {
      return new Turn();
    }
    waiting.incrementAndGet();
    try {
      if (!free.tryAcquire(leftNanos, TimeUnit.NANOSECONDS)) {
        throw tooLate();
      }
      return new Turn();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InferenceException(Status.NOT_READY, "the server is closing");
    } finally {
      waiting.decrementAndGet();
    }
  }

  /** May be closed more than once, and ends with the first. For the thread that entered. */
  final class Turn implements AutoCloseable {
    private boolean over;

    private Turn() {}

    @Override
    public void close() {
      if (!over) {
        over = true;
        free.release();
      }
    }
  }

  /** How many are in that do not run. */
  int waiting() {
    return Math.max(0, present.get() - (lanes - free.availablePermits()));
  }

  /** Whether anyone has a turn. */
  boolean isTaken() {
    return free.availablePermits() < lanes;
  }

  /** Whether {@link #enter} would not wait at this moment. */
  boolean hasTurns() {
    return free.availablePermits() > 0 && waiting.get() == 0;
  }

  /** Whether all who run left within the time; no one enters afterwards. */
  boolean drain(Duration patience) {
    try {
      return free.tryAcquire(lanes, patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private InferenceException tooLate() {
    return exhausted("no turn came within " + maxWait.toMillis() + " ms");
  }

  private static InferenceException exhausted(String what) {
    return new InferenceException(Status.EXHAUSTED, "too busy: " + what + ", try again later");
  }
}
