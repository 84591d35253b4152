package dev.linnet.daemon.transfer;

import java.time.Duration;

/**
 * How many chunks move in one direction, and how fast.
 *
 * @param most chunks that move at once; more fill long links, fewer leave memory and processors
 *     alone
 * @param mostOfOne of those, for one of those who ask, so that one who reads slowly leaves others
 *     their way
 * @param mostWaiting those that may wait in all
 * @param patience how long one waits before it is refused
 * @param bytesPerSecond the cap; 0 for none
 */
public record SlotLimits(
    int most, int mostOfOne, int mostWaiting, Duration patience, long bytesPerSecond) {
  public SlotLimits {
    if (most < 1 || mostOfOne < 1 || mostWaiting < 1 || bytesPerSecond < 0) {
      throw new IllegalArgumentException("slots: expected at least 1 of each, and no cap below 0");
    }
  }

  /** What a node sends: half of the slots at most to one peer, a short wait in line. */
  public static SlotLimits sending(int uploads, long bytesPerSecond) {
    return new SlotLimits(
        uploads, Math.max(1, uploads / 2), 512, Duration.ofSeconds(5), bytesPerSecond);
  }

  /** What a node fetches: all that is ordered may move, and waits for as long as it is wanted. */
  public static SlotLimits receiving(int orders, Duration patience, long bytesPerSecond) {
    return new SlotLimits(orders, orders, 4 * orders, patience, bytesPerSecond);
  }
}
