package dev.linnet.simulator.study;

import dev.linnet.core.gossip.GossipSettings;
import java.time.Duration;

/**
 * Nodes that do not say how far they are. What a thousand nodes say of themselves is most of what
 * there is to simulate, and bears on nothing else: links are as wide as one likes, and records have
 * no part in a rollout.
 */
final class SilentRecords {
  static final GossipSettings SETTINGS =
      new GossipSettings(
          GossipSettings.DEFAULT.pushes(),
          GossipSettings.DEFAULT.offers(),
          GossipSettings.DEFAULT.widePushes(),
          GossipSettings.DEFAULT.wideOffers(),
          GossipSettings.DEFAULT.regionPeriod(),
          GossipSettings.DEFAULT.widePeriod(),
          Duration.ofDays(1));

  private SilentRecords() {}
}
