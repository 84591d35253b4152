package dev.linnet.simulator.scenario;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that goes wrong.
 *
 * @param forNanos how long it lasts; for ever if {@link #EVER}
 */
record Fault(long atNanos, long forNanos, Kind kind) {
  static final long EVER = Long.MAX_VALUE;

  private static final List<String> KINDS =
      List.of(
          "partition",
          "isolate",
          "loss",
          "doubling",
          "reordering",
          "delay",
          "crash",
          "stop",
          "slow",
          "clock",
          "loseRegion");

  /** What goes wrong. */
  sealed interface Kind {}

  /** What goes from some nodes to others is lost. */
  record Cut(List<NodeName> from, List<NodeName> to, boolean oneWay) implements Kind {}

  /** Regions are cut off from all others. */
  record Isolated(String region) implements Kind {}

  /** Messages are lost, come twice or overtake each other. */
  record Noise(double loss, double doubling, long reorderingNanos) implements Kind {}

  /** Two regions move apart. */
  record Delayed(String from, String to, long delayNanos) implements Kind {}

  /** Processes die, and start again when it is over. */
  record Crashed(List<NodeName> nodes, boolean losesDisk) implements Kind {}

  /** Processes stop as by SIGSTOP. */
  record Stopped(List<NodeName> nodes) implements Kind {}

  /** Nodes deal with everything late. */
  record Slow(List<NodeName> nodes, long byNanos) implements Kind {}

  /** Wall clocks are wrong. */
  record WrongClock(List<NodeName> nodes, long byNanos) implements Kind {}

  /** A region dies and never comes back. */
  record LostRegion(String region) implements Kind {}

  static Fault read(YamlNode node, Nodes nodes) {
    List<String> keys = new ArrayList<>(List.of("at", "for", "disk"));
    keys.addAll(KINDS);
    YamlMap map = node.map(keys.toArray(String[]::new));
    List<String> there = KINDS.stream().filter(kind -> map.optional(kind).isPresent()).toList();
    if (there.size() != 1) {
      throw node.error("expected one of " + String.join(", ", KINDS));
    }
    String what = there.get(0);
    long lasts = map.read("for", EVER, each -> each.parsed(Quantities::nanos));
    if (map.optional("disk").isPresent()) {
      if (!what.equals("crash")) {
        throw map.required("disk").error("goes with crash alone");
      }
      Words.of("fate of a disk", map.required("disk"), List.of("kept", "lost"));
    }
    if (what.equals("stop") && lasts == EVER) {
      throw node.error("key 'for' is missing: a stopped process goes on some time");
    }
    if (what.equals("loseRegion") && lasts != EVER) {
      throw map.required("for").error("a lost region never comes back; use crash");
    }
    Kind kind = kind(what, map.required(what), map, nodes);
    return new Fault(map.required("at").parsed(Quantities::nanos), lasts, kind);
  }

  private static Kind kind(String what, YamlNode value, YamlMap map, Nodes nodes) {
    return switch (what) {
      case "partition" -> {
        YamlMap sides = value.map("from", "to", "oneWay");
        yield new Cut(
            nodes.some(sides.required("from")),
            nodes.some(sides.required("to")),
            sides.read("oneWay", false, YamlNode::flag));
      }
      case "isolate" -> new Isolated(nodes.region(value));
      case "loss" -> new Noise(value.parsed(Quantities::share), 0, 0);
      case "doubling" -> new Noise(0, value.parsed(Quantities::share), 0);
      case "reordering" -> new Noise(0, 0, value.parsed(Quantities::nanos));
      case "delay" -> {
        YamlMap way = value.map("from", "to", "by");
        yield new Delayed(
            nodes.region(way.required("from")),
            nodes.region(way.required("to")),
            way.required("by").parsed(Quantities::nanos));
      }
      case "crash" ->
          new Crashed(
              nodes.some(value),
              map.optional("disk").filter(disk -> disk.string().equals("lost")).isPresent());
      case "stop" -> new Stopped(nodes.some(value));
      case "slow" -> {
        YamlMap slow = value.map("nodes", "by");
        yield new Slow(
            nodes.some(slow.required("nodes")), slow.required("by").parsed(Quantities::nanos));
      }
      case "clock" -> {
        YamlMap clock = value.map("nodes", "by");
        yield new WrongClock(
            nodes.some(clock.required("nodes")),
            clock.required("by").parsed(Quantities::signedNanos));
      }
      default -> new LostRegion(nodes.region(value));
    };
  }
}
