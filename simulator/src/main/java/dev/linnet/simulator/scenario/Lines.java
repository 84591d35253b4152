package dev.linnet.simulator.scenario;

import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What lies between nodes. Of what is said about a pair of regions, the pair's own entry counts
 * first, then the table, then what is said of all.
 *
 * @param within one way between nodes of a region
 * @param between one way between regions of which nothing else is said
 * @param jitter how much longer than its delay a message takes on the average, as a share of it;
 *     exponentially distributed
 * @param loss of messages between regions
 * @param bandwidth bytes a second that one chunk gets between regions
 */
record Lines(
    Distribution within,
    Distribution between,
    LatencyMatrix table,
    double jitter,
    double loss,
    double bandwidth,
    Map<Way, Line> ways) {
  /** From a region to a region. */
  record Way(String from, String to) {}

  /** What is said of one way. */
  record Line(Distribution delay, double loss, double bandwidth) {}

  static Lines usual() {
    return new Lines(
        Distribution.constant(500_000L),
        Distribution.constant(80_000_000L),
        LatencyMatrix.builtIn("ibm-2024"),
        0.1,
        0,
        Double.POSITIVE_INFINITY,
        Map.of());
  }

  static Lines read(YamlNode node, List<Region> regions, Nodes nodes, SideFiles beside) {
    YamlMap map =
        node.map("table", "matrix", "within", "between", "jitter", "loss", "bandwidth", "pairs");
    Lines usual = usual();
    LatencyMatrix table = usual.table;
    if (map.optional("table").isPresent() && map.optional("matrix").isPresent()) {
      throw map.required("matrix").error("expected table or matrix, not both");
    }
    if (map.optional("table").isPresent()) {
      YamlNode named = map.required("table");
      List<String> known = new ArrayList<>(LatencyMatrix.BUILT_IN);
      known.add("none");
      String name = Words.of("table", named, known);
      table = name.equals("none") ? LatencyMatrix.EMPTY : LatencyMatrix.builtIn(name);
    }
    if (map.optional("matrix").isPresent()) {
      List<String> sites = regions.stream().map(Region::site).toList();
      table = LatencyMatrix.read(map.required("matrix"), sites, beside);
    }
    Lines all =
        new Lines(
            map.read("within", usual.within, Distribution::read),
            map.read("between", usual.between, Distribution::read),
            table,
            map.read("jitter", usual.jitter, each -> each.parsed(Quantities::share)),
            map.read("loss", 0.0, each -> each.parsed(Quantities::share)),
            map.read(
                "bandwidth",
                Double.POSITIVE_INFINITY,
                each -> each.parsed(Quantities::bytesPerSecond)),
            Map.of());
    Map<Way, Line> ways = new HashMap<>();
    Set<Way> told = new HashSet<>();
    for (YamlNode pair : map.read("pairs", List.<YamlNode>of(), YamlNode::list)) {
      all.readPair(pair, regions, nodes, ways, told);
    }
    if (map.optional("matrix").isPresent() && map.optional("between").isEmpty()) {
      all.requireAllWays(map.required("matrix"), regions, told);
    }
    return new Lines(
        all.within, all.between, all.table, all.jitter, all.loss, all.bandwidth, Map.copyOf(ways));
  }

  /** A matrix that leaves a way out would have it taken for a usual one. */
  private void requireAllWays(YamlNode matrix, List<Region> regions, Set<Way> told) {
    for (Region from : regions) {
      for (Region to : regions) {
        boolean known =
            from.name().equals(to.name())
                || table.oneWayNanos(from.site(), to.site()).isPresent()
                || told.contains(new Way(from.name().value(), to.name().value()));
        if (!known) {
          throw matrix.error(
              "%s says nothing of the way from %s to %s; add it, there or below pairs, or say between"
                  .formatted(matrix.string(), from.name(), to.name()));
        }
      }
    }
  }

  /** Of those whose delay is told, {@code told} takes the ways. */
  private void readPair(
      YamlNode node, List<Region> regions, Nodes nodes, Map<Way, Line> into, Set<Way> told) {
    YamlMap map = node.map("from", "to", "delay", "loss", "bandwidth", "oneWay");
    String from = nodes.region(map.required("from"));
    String to = nodes.region(map.required("to"));
    Line plain = line(region(regions, from), region(regions, to));
    Line line =
        new Line(
            map.read("delay", plain.delay, Distribution::read),
            map.read("loss", plain.loss, each -> each.parsed(Quantities::share)),
            map.read(
                "bandwidth", plain.bandwidth, each -> each.parsed(Quantities::bytesPerSecond)));
    List<Way> ways =
        map.read("oneWay", false, YamlNode::flag)
            ? List.of(new Way(from, to))
            : List.of(new Way(from, to), new Way(to, from));
    ways.forEach(way -> into.put(way, line));
    if (map.optional("delay").isPresent()) {
      told.addAll(ways);
    }
  }

  private static Region region(List<Region> regions, String name) {
    return regions.stream().filter(it -> it.name().value().equals(name)).findFirst().orElseThrow();
  }

  /** What lies on the way from a region to a region. */
  Line line(Region from, Region to) {
    Line own = ways.get(new Way(from.name().value(), to.name().value()));
    if (own != null) {
      return own;
    }
    if (from.equals(to)) {
      return new Line(within, 0, Double.POSITIVE_INFINITY);
    }
    var known = table.oneWayNanos(from.site(), to.site());
    return new Line(
        known.isPresent() ? Distribution.constant(known.getAsLong()) : between, loss, bandwidth);
  }
}
