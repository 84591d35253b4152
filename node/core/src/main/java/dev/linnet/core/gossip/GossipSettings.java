package dev.linnet.core.gossip;

import java.time.Duration;

/**
 * How eagerly facts travel.
 *
 * @param pushes to how many peers of the region a fresh fact itself is sent while few have it
 * @param offers to how many peers of the region it is offered by hash once many may have it; one
 *     who is offered it by k peers on the average misses it with probability e^-k (Kermarrec et
 *     al., 2003), and what is missed, the comparison finds
 * @param widePushes to how many other regions it is sent while few have it, if it is global
 * @param wideOffers to how many other regions it is offered later
 * @param regionPeriod how often a replica is compared with one of the region
 * @param widePeriod how often a replica is compared with one of another region
 * @param statusPause how long a node is silent about how far it is after it said so, however often
 *     that changes; a rollout takes a node through several phases within seconds
 */
public record GossipSettings(
    int pushes,
    int offers,
    int widePushes,
    int wideOffers,
    Duration regionPeriod,
    Duration widePeriod,
    Duration statusPause) {
  /** Fit for regions of a few up to some ten thousand nodes. */
  public static final GossipSettings DEFAULT =
      new GossipSettings(
          3, 10, 3, 4, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5));
}
