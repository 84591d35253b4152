package dev.linnet.core.gossip;

import java.time.Duration;

/**
 * How eagerly facts travel.
 *
 * @param fanout to how many peers of the region a fresh fact is pushed; more is faster and costs
 *     copies. ln(n) + c reaches everyone of n with probability e^(-e^-c) (Kermarrec et al., 2003);
 *     what it misses, the comparison finds
 * @param wideFanout to how many other regions a fresh global fact is pushed by whoever made it or
 *     received it from another region
 * @param regionPeriod how often a replica is compared with one of the region
 * @param widePeriod how often a replica is compared with one of another region
 */
public record GossipSettings(
    int fanout, int wideFanout, Duration regionPeriod, Duration widePeriod) {
  /** Fit for regions of a few up to some hundred nodes. */
  public static final GossipSettings DEFAULT =
      new GossipSettings(4, 8, Duration.ofSeconds(1), Duration.ofSeconds(2));
}
