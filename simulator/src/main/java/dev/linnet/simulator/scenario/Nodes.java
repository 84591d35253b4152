package dev.linnet.simulator.scenario;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.documents.YamlNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All nodes of a scenario, and how a document names some of them. */
final class Nodes {
  /** A short document can name all nodes many times, each of which takes time and memory. */
  private static final long MOST_NAMED = 20_000_000;

  /** An entry of a map, by those of a list. */
  private static final int MAP_ENTRY = 8;

  private final Map<String, Region> regions = new LinkedHashMap<>();
  private final Map<String, NodeName> all = new LinkedHashMap<>();
  private final Set<String> words = new LinkedHashSet<>();
  private long named;

  Nodes(List<Region> regions) {
    for (Region region : regions) {
      this.regions.put(region.name().value(), region);
      words.add(region.name().value());
      for (int i = 0; i < region.nodes().size(); i++) {
        all.put(region.node(i), new NodeName(region.node(i)));
      }
    }
    words.addAll(all.keySet());
  }

  Collection<String> regionNames() {
    return regions.keySet();
  }

  Set<String> all() {
    return all.keySet();
  }

  String one(YamlNode node) {
    return Words.of("node", node, all.keySet());
  }

  String region(YamlNode node) {
    return Words.of("region", node, regions.keySet());
  }

  /** Nodes, whole regions, or a pattern such as {@code tokyo-*}; one or a list of them. */
  List<NodeName> some(YamlNode node) {
    List<YamlNode> given = node.isList() ? node.list() : List.of(node);
    Set<NodeName> names = new LinkedHashSet<>();
    given.forEach(each -> names.addAll(matching(each)));
    if (names.isEmpty()) {
      throw node.error("expected one node or more");
    }
    return List.copyOf(names);
  }

  /** The same share for each region. */
  Map<RegionName, Double> everywhere(YamlNode node, double share) {
    count(node, (long) MAP_ENTRY * regions.size());
    Map<RegionName, Double> shares = new TreeMap<>();
    regions.values().forEach(region -> shares.put(region.name(), share));
    return shares;
  }

  private List<NodeName> matching(YamlNode node) {
    String word = node.string();
    List<NodeName> found = new ArrayList<>();
    if (word.contains("*")) {
      count(node, all.size());
      String[] parts = word.split("\\*+", -1);
      all.forEach(
          (name, each) -> {
            if (isLike(parts, name)) {
              found.add(each);
            }
          });
      if (found.isEmpty()) {
        throw node.error("no node is called like '" + word + "'");
      }
      return found;
    }
    String known = Words.of("node or region", node, words);
    Region region = regions.get(known);
    count(node, region == null ? 1 : region.nodes().size());
    for (int i = 0; region != null && i < region.nodes().size(); i++) {
      found.add(all.get(region.node(i)));
    }
    NodeName name = all.get(known);
    if (name != null) {
      found.add(name);
    }
    return found;
  }

  /** Whether a name is the parts of a pattern with anything between them. */
  private static boolean isLike(String[] parts, String name) {
    String first = parts[0];
    String last = parts[parts.length - 1];
    int end = name.length() - last.length();
    int at = first.length();
    if (at > end || !name.startsWith(first) || !name.endsWith(last)) {
      return false;
    }
    for (int i = 1; i < parts.length - 1; i++) {
      int found = name.indexOf(parts[i], at);
      if (found < 0) {
        return false;
      }
      at = found + parts[i].length();
    }
    return at <= end;
  }

  private void count(YamlNode node, long more) {
    named += more;
    if (named > MOST_NAMED) {
      throw node.error("the scenario names too many nodes too often");
    }
  }
}
