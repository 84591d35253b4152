package dev.linnet.core.swarm;

import java.time.Duration;

/**
 * How the swarm fetches.
 *
 * @param inFlight chunks under way at once; more hides latency, and holds more memory
 * @param inFlightPerSource of those, from one source
 * @param wideFetchers how many members of a region fetch a chunk from afar at once
 * @param stepIn after how long the next member in rank may fetch it from afar too
 * @param timeout after how long a chunk under way is given up
 */
public record SwarmSettings(
    int inFlight, int inFlightPerSource, int wideFetchers, Duration stepIn, Duration timeout) {
  /** Fit for links from some Mbit/s up. */
  public static final SwarmSettings DEFAULT =
      new SwarmSettings(16, 4, 1, Duration.ofSeconds(3), Duration.ofSeconds(20));
}
