package dev.linnet.daemon.serving;

import dev.linnet.daemon.serving.InferenceException.Status;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets a bounded number of inferences run, and a bounded number wait for it. */
final class Admission {
  private final int lanes;
  private final int maxWaiting;
  private final Duration maxWait;
  private final Semaphore free;
  private final AtomicInteger waiting = new AtomicInteger();

  Admission(int lanes, int maxWaiting, Duration maxWait) {
    this.lanes = lanes;
    this.maxWaiting = maxWaiting;
    this.maxWait = maxWait;
    this.free = new Semaphore(lanes, true);
  }

  /**
   * Waits for a turn; {@link #leave} ends it.
   *
   * @throws InferenceException EXHAUSTED if too many wait, or the wait took too long
   */
  void enter() {
    if (free.tryAcquire()) {
      return;
    }
    if (waiting.incrementAndGet() > maxWaiting) {
      waiting.decrementAndGet();
      throw exhausted(lanes + " inferences run and " + maxWaiting + " wait");
    }
    try {
      if (!free.tryAcquire(maxWait.toNanos(), TimeUnit.NANOSECONDS)) {
        throw exhausted("no turn came within " + maxWait.toMillis() + " ms");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InferenceException(Status.NOT_READY, "the server is closing");
    } finally {
      waiting.decrementAndGet();
    }
  }

  void leave() {
    free.release();
  }

  int waiting() {
    return waiting.get();
  }

  /** Whether anyone has a turn. */
  boolean isTaken() {
    return free.availablePermits() < lanes;
  }

  /** Whether {@link #enter} would not wait at this moment. */
  boolean hasTurns() {
    return free.availablePermits() > 0 && waiting.get() == 0;
  }

  /** Whether the caller, who has a turn, is the only one here. */
  boolean isQuiet() {
    return free.availablePermits() == lanes - 1;
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

  private static InferenceException exhausted(String what) {
    return new InferenceException(Status.EXHAUSTED, "too busy: " + what + ", try again later");
  }
}
