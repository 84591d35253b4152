package dev.linnet.daemon.serving;

import java.time.Duration;

/**
 * Answers requests to one model together, along its first dimension.
 *
 * @param maxBatch rows of one run at most; more raises throughput where the model gains by it, and
 *     the latency of each
 * @param maxDelay how long the first request waits for others; it never waits longer than until the
 *     batch is full
 */
public record Batching(int maxBatch, Duration maxDelay) {
  public Batching {
    if (maxBatch < 2) {
      throw new IllegalArgumentException("maxBatch: expected 2 or more, not " + maxBatch);
    }
    if (maxDelay.isNegative()) {
      throw new IllegalArgumentException("maxDelay: expected 0 or more, not " + maxDelay);
    }
  }
}
