package dev.linnet.daemon.command;

import java.util.concurrent.TimeUnit;

/** The time that a person gave something, which runs from when this is made. */
final class Countdown {
  /** Exit code of a time that ran out while watching. */
  static final int TIMED_OUT = 5;

  private final long seconds;
  private final long beganNanos = System.nanoTime();

  /** A countdown of so many seconds; 0 is without end. */
  Countdown(long seconds) {
    this.seconds = seconds;
  }

  boolean isEndless() {
    return seconds == 0;
  }

  boolean isOver() {
    return millisLeft() == 0;
  }

  /** Rounded up, so that what waits so long finds it over. */
  long millisLeft() {
    if (isEndless()) {
      return Long.MAX_VALUE;
    }
    long left = TimeUnit.SECONDS.toNanos(seconds) - (System.nanoTime() - beganNanos);
    return left <= 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(left) + 1;
  }

  @Override
  public String toString() {
    return seconds + " s";
  }
}
