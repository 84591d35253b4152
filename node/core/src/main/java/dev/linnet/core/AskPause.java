package dev.linnet.core;

import java.time.Duration;

/**
 * When to ask again. As long as the same are asked each time, every pause is twice as long as the
 * one before it, up to a longest; where others are drawn each time, it stays the shortest.
 */
final class AskPause {
  static final long SHORTEST_NANOS = Duration.ofMillis(400).toNanos();

  private final long longestNanos;
  private long pauseNanos = SHORTEST_NANOS;
  private long overAtNanos = Long.MIN_VALUE;

  AskPause(Duration longest) {
    this.longestNanos = longest.toNanos();
  }

  /** Whether it is time to ask; if so, the next pause begins. */
  boolean isOver(boolean asksTheSame, long nowNanos) {
    if (nowNanos < overAtNanos) {
      return false;
    }
    overAtNanos = nowNanos + pauseNanos;
    pauseNanos = asksTheSame ? Math.min(longestNanos, 2 * pauseNanos) : SHORTEST_NANOS;
    return true;
  }

  /** There is something new to ask for. */
  void end() {
    overAtNanos = Long.MIN_VALUE;
    pauseNanos = SHORTEST_NANOS;
  }
}
