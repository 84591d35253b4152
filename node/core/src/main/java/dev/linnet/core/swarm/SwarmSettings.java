package dev.linnet.core.swarm;

/**
 * How hard a node fetches. All must be at least 1 (the two of the end game at least 0).
 *
 * @param maxInFlight chunks under way at once; more fills long links, fewer saves memory and leaves
 *     room for live traffic; time-outs lower the working number for a while
 * @param maxInFlightPerSource of those, from one peer or origin that answers quickly; one that is
 *     slow gets a single order at a time
 * @param wideFetchers members of a region that fetch a chunk across the wide area at once; more
 *     copies for less waiting when one of them is dead
 * @param stepInNanos how long the members before one are waited for when they show no progress;
 *     less recovers sooner, more saves double fetches on slow links
 * @param maxDeferNanos how long the members before one may hold it back by showing progress; bounds
 *     what a member that drips can do
 * @param orderTimeoutNanos how long an order may take, besides the time its bytes take at {@code
 *     minBytesPerSecond}
 * @param minBytesPerSecond the slowest transfer that is waited for
 * @param backoffBaseNanos how long a source is left alone after a first failure; doubles with each
 * @param backoffMaxNanos the longest that a source is left alone
 * @param storePauseNanos how long nothing is fetched after the store took no chunk
 * @param endGameChunks chunks missing of a manifest from which on each may be ordered twice
 * @param endGameAfterNanos how old an order must be to be doubled
 * @param maxHolders peers of the own region, and as many of others, remembered for each manifest
 */
public record SwarmSettings(
    int maxInFlight,
    int maxInFlightPerSource,
    int wideFetchers,
    long stepInNanos,
    long maxDeferNanos,
    long orderTimeoutNanos,
    long minBytesPerSecond,
    long backoffBaseNanos,
    long backoffMaxNanos,
    long storePauseNanos,
    int endGameChunks,
    long endGameAfterNanos,
    int maxHolders) {
  private static final long SECOND = 1_000_000_000L;

  public SwarmSettings {
    requireAtLeast(1, "maxInFlight", maxInFlight);
    requireAtLeast(1, "maxInFlightPerSource", maxInFlightPerSource);
    requireAtLeast(1, "wideFetchers", wideFetchers);
    requireAtLeast(1, "stepInNanos", stepInNanos);
    requireAtLeast(1, "maxDeferNanos", maxDeferNanos);
    requireAtLeast(1, "orderTimeoutNanos", orderTimeoutNanos);
    requireAtLeast(1, "minBytesPerSecond", minBytesPerSecond);
    requireAtLeast(1, "backoffBaseNanos", backoffBaseNanos);
    requireAtLeast(backoffBaseNanos, "backoffMaxNanos", backoffMaxNanos);
    requireAtLeast(1, "storePauseNanos", storePauseNanos);
    requireAtLeast(0, "endGameChunks", endGameChunks);
    requireAtLeast(0, "endGameAfterNanos", endGameAfterNanos);
    requireAtLeast(1, "maxHolders", maxHolders);
  }

  /** For chunks of about 256 KiB. */
  public static SwarmSettings defaults() {
    return new SwarmSettings(
        16,
        4,
        1,
        5 * SECOND,
        1_800 * SECOND,
        10 * SECOND,
        32 * 1024,
        SECOND,
        60 * SECOND,
        5 * SECOND,
        4,
        SECOND,
        128);
  }

  /** How long one order of that size may take. */
  long timeoutNanos(int sizeBytes) {
    return orderTimeoutNanos + (long) (sizeBytes * (double) SECOND / minBytesPerSecond);
  }

  private static void requireAtLeast(long least, String field, long value) {
    if (value < least) {
      throw new IllegalArgumentException(
          "swarm settings: " + field + " is " + value + ", expected at least " + least);
    }
  }
}
