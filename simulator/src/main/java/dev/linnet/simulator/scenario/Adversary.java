package dev.linnet.simulator.scenario;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import dev.linnet.simulator.check.Liar;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Nodes that lie with their own keys, besides following the rules.
 *
 * @param rollout about which
 * @param atNanos how long after its announcement
 */
record Adversary(List<NodeName> nodes, Liar.Lie lie, String rollout, long atNanos) {
  static final List<String> LIES =
      Arrays.stream(Liar.Lie.values())
          .map(lie -> lie.name().toLowerCase(Locale.ROOT).replace('_', '-'))
          .toList();

  static Adversary read(YamlNode node, List<Release> releases, Nodes nodes) {
    YamlMap map = node.map("nodes", "lie", "rollout", "at");
    String lie = Words.of("lie", map.required("lie"), LIES);
    return new Adversary(
        nodes.some(map.required("nodes")),
        Liar.Lie.valueOf(lie.toUpperCase(Locale.ROOT).replace('-', '_')),
        Words.of("rollout", map.required("rollout"), releases.stream().map(Release::name).toList()),
        map.read("at", 10_000_000_000L, each -> each.parsed(Quantities::nanos)));
  }
}
