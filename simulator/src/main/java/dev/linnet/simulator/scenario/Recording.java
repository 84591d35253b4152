package dev.linnet.simulator.scenario;

import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;

/**
 * What is written down of a run.
 *
 * @param everyNanos how often the series have a point
 * @param events whether each event of note is written
 * @param checks whether every invariant is checked after every event
 */
public record Recording(long everyNanos, boolean events, boolean checks) {
  static final Recording USUAL = new Recording(1_000_000_000L, true, true);

  static Recording read(YamlNode node) {
    YamlMap map = node.map("every", "events", "checks");
    long every = map.read("every", USUAL.everyNanos, each -> each.parsed(Quantities::nanos));
    if (every < 100_000_000L) {
      throw map.required("every").error("expected at least 100ms");
    }
    return new Recording(
        every,
        map.read("events", USUAL.events, YamlNode::flag),
        map.read("checks", USUAL.checks, YamlNode::flag));
  }
}
