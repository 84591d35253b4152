package dev.linnet.testmesh;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for a condition, never for luck: asks again and again until a deadline. */
public final class Await {
  private static final long PERIOD_MILLIS = 50;
  private static final long OPEN_SECONDS = 30;

  private Await() {}

  /**
   * Returns as soon as {@code condition} holds.
   *
   * @param what the condition in words, for the error
   * @throws AssertionError if it does not hold in time
   */
  public static void until(String what, Duration timeout, BooleanSupplier condition) {
    until(() -> what, timeout, condition);
  }

  /** As the other, with words that are found when they are needed. */
  public static void until(Supplier<String> what, Duration timeout, BooleanSupplier condition) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + timeout.toSeconds() + " s: " + what.get());
      }
      pause(PERIOD_MILLIS);
    }
  }

  /**
   * Returns as soon as a latch is open.
   *
   * @throws AssertionError if it is not in 30 s
   */
  public static void open(CountDownLatch latch) {
    try {
      if (!latch.await(OPEN_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("not within " + OPEN_SECONDS + " s: the latch to be open");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
  }

  /** Lets other work go on before the next look. */
  public static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
  }
}
