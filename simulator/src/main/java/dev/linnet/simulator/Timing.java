package dev.linnet.simulator;

import dev.linnet.core.gossip.GossipSettings;
import java.time.Duration;

/**
 * How finely time passes in a simulated mesh. Coarser is cheaper; no rule of the core depends on
 * it.
 *
 * @param tickNanos how often a node is told the time
 * @param observeNanos how often it sees what its traffic did
 */
public record Timing(long tickNanos, long observeNanos, GossipSettings gossip) {
  /** As a daemon does it. */
  public static final Timing FINE = new Timing(200_000_000L, 500_000_000L, GossipSettings.DEFAULT);

  /** For many short runs. */
  public static final Timing COARSE =
      new Timing(
          1_000_000_000L,
          2_000_000_000L,
          new GossipSettings(
              2, 4, 2, 4, Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(5)));
}
