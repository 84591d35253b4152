package dev.linnet.simulator;

import dev.linnet.core.gossip.GossipSettings;
import java.time.Duration;

/**
 * How finely time passes in a simulated mesh, and how soon a loss is noticed. Coarser is cheaper;
 * no rule of the core depends on it.
 *
 * @param tickNanos how often a node is told the time
 * @param observeNanos how often it sees what its traffic did
 * @param detectionNanos until the others of its region are told that it is gone
 */
public record Timing(
    long tickNanos, long observeNanos, GossipSettings gossip, long detectionNanos) {
  private static final long USUAL_DETECTION_NANOS = 1_500_000_000L;

  /** As a daemon does it, but for the detection, which is sooner. */
  public static final Timing FINE =
      new Timing(200_000_000L, 500_000_000L, GossipSettings.DEFAULT, USUAL_DETECTION_NANOS);

  /** For many short runs. */
  public static final Timing COARSE =
      new Timing(
          1_000_000_000L,
          2_000_000_000L,
          new GossipSettings(
              2, 4, 2, 4, Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(5)),
          USUAL_DETECTION_NANOS);

  /** The same, with another time until a loss is noticed. */
  public Timing withDetection(long nanos) {
    return new Timing(tickNanos, observeNanos, gossip, nanos);
  }
}
