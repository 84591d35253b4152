package dev.linnet.simulator.scenario;

import dev.linnet.core.gossip.GossipSettings;
import dev.linnet.core.swarm.SwarmSettings;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import dev.linnet.simulator.Timing;
import java.time.Duration;

/** Reads how the nodes are set; by default as a daemon is. */
final class ProtocolFields {
  static final String DETECTION = "detection";

  private static final Duration LEAST = Duration.ofMillis(1);
  private static final Duration MOST = Duration.ofHours(1);

  private ProtocolFields() {}

  static Timing timing(YamlMap protocol) {
    GossipSettings gossip = protocol.read("gossip", Timing.FINE.gossip(), ProtocolFields::gossip);
    return new Timing(
        protocol.read("tick", Timing.FINE.tickNanos(), ProtocolFields::nanos),
        protocol.read("observe", Timing.FINE.observeNanos(), ProtocolFields::nanos),
        gossip,
        protocol.read(DETECTION, Timing.FINE.detectionNanos(), ProtocolFields::nanos));
  }

  private static GossipSettings gossip(YamlNode node) {
    GossipSettings usual = Timing.FINE.gossip();
    YamlMap map =
        node.map(
            "pushes",
            "offers",
            "widePushes",
            "wideOffers",
            "regionPeriod",
            "widePeriod",
            "statusPause");
    return new GossipSettings(
        map.read("pushes", usual.pushes(), ProtocolFields::count),
        map.read("offers", usual.offers(), ProtocolFields::count),
        map.read("widePushes", usual.widePushes(), ProtocolFields::count),
        map.read("wideOffers", usual.wideOffers(), ProtocolFields::count),
        map.read("regionPeriod", usual.regionPeriod(), ProtocolFields::period),
        map.read("widePeriod", usual.widePeriod(), ProtocolFields::period),
        map.read("statusPause", usual.statusPause(), ProtocolFields::period));
  }

  static SwarmSettings swarm(YamlNode node) {
    SwarmSettings usual = SwarmSettings.defaults();
    YamlMap map =
        node.map("maxInFlight", "maxInFlightPerSource", "wideFetchers", "stepIn", "orderTimeout");
    return new SwarmSettings(
        map.read("maxInFlight", usual.maxInFlight(), ProtocolFields::positive),
        map.read("maxInFlightPerSource", usual.maxInFlightPerSource(), ProtocolFields::positive),
        map.read("wideFetchers", usual.wideFetchers(), ProtocolFields::positive),
        map.read("stepIn", usual.stepInNanos(), ProtocolFields::nanos),
        usual.maxDeferNanos(),
        map.read("orderTimeout", usual.orderTimeoutNanos(), ProtocolFields::nanos),
        usual.minBytesPerSecond(),
        usual.backoffBaseNanos(),
        usual.backoffMaxNanos(),
        usual.storePauseNanos(),
        usual.endGameChunks(),
        usual.endGameAfterNanos(),
        usual.maxHolders());
  }

  private static int count(YamlNode node) {
    return (int) node.integer(0, 1_000);
  }

  private static int positive(YamlNode node) {
    return (int) node.integer(1, 1_000);
  }

  private static Duration period(YamlNode node) {
    return node.duration(LEAST, MOST, "1ms to 1h");
  }

  private static long nanos(YamlNode node) {
    return period(node).toNanos();
  }
}
