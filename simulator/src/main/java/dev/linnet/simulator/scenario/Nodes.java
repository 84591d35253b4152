package dev.linnet.simulator.scenario;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.documents.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** All nodes of a scenario, and how a document names some of them. */
final class Nodes {
  private final List<Region> regions;
  private final Set<String> all = new LinkedHashSet<>();
  private final Set<String> words = new LinkedHashSet<>();

  Nodes(List<Region> regions) {
    this.regions = regions;
    for (Region region : regions) {
      words.add(region.name().value());
      for (int i = 0; i < region.nodes().size(); i++) {
        all.add(region.node(i));
      }
    }
    words.addAll(all);
  }

  List<String> regionNames() {
    return regions.stream().map(region -> region.name().value()).toList();
  }

  Set<String> all() {
    return all;
  }

  /** The first of the first region. */
  String first() {
    return regions.get(0).node(0);
  }

  String one(YamlNode node) {
    return Words.of("node", node, all);
  }

  String region(YamlNode node) {
    return Words.of("region", node, regionNames());
  }

  /** Nodes, whole regions, or a pattern such as {@code tokyo-*}; one or a list of them. */
  List<NodeName> some(YamlNode node) {
    List<YamlNode> given = node.isList() ? node.list() : List.of(node);
    Set<String> names = new LinkedHashSet<>();
    given.forEach(each -> names.addAll(matching(each)));
    if (names.isEmpty()) {
      throw node.error("expected one node or more");
    }
    return names.stream().map(NodeName::new).toList();
  }

  private List<String> matching(YamlNode node) {
    String word = node.string();
    if (word.contains("*")) {
      Pattern pattern = Pattern.compile(Pattern.quote(word).replace("*", "\\E.*\\Q"));
      List<String> found = all.stream().filter(name -> pattern.matcher(name).matches()).toList();
      if (found.isEmpty()) {
        throw node.error("no node is called like '" + word + "'");
      }
      return found;
    }
    String known = Words.of("node or region", node, words);
    List<String> found = new ArrayList<>();
    for (Region region : regions) {
      for (int i = 0; i < region.nodes().size(); i++) {
        if (region.name().value().equals(known) || region.node(i).equals(known)) {
          found.add(region.node(i));
        }
      }
    }
    return found;
  }
}
