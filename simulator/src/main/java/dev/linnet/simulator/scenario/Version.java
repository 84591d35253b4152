package dev.linnet.simulator.scenario;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ModelName;
import dev.linnet.documents.Units;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import dev.linnet.simulator.Quality;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A version of a model, and how good it truly is.
 *
 * @param origin where its bytes may be had besides the mesh, or null
 * @param changes how good it is from some moments on
 */
record Version(
    ModelName model,
    String version,
    int chunks,
    int chunkBytes,
    int opset,
    @Nullable String origin,
    Quality quality,
    List<Change> changes) {
  private static final List<String> QUALITY = List.of("fails", "failsOn", "disagrees", "trial");
  private static final int MOST_CHUNKS = 16_000;

  /** From a moment on it is like this. */
  record Change(long atNanos, Quality quality) {}

  /** How a rollout of it is called unless it has a name. */
  String label() {
    return model + "-" + version;
  }

  static Version read(
      ModelName model, String version, YamlNode node, Nodes nodes, Set<String> classes) {
    List<String> keys =
        new ArrayList<>(List.of("chunks", "chunkSize", "opset", "origin", "changes"));
    keys.addAll(QUALITY);
    YamlMap map = node.map(keys.toArray(String[]::new));
    List<Change> changes = new ArrayList<>();
    for (YamlNode change : map.read("changes", List.<YamlNode>of(), YamlNode::list)) {
      List<String> changeKeys = new ArrayList<>(List.of("at"));
      changeKeys.addAll(QUALITY);
      YamlMap of = change.map(changeKeys.toArray(String[]::new));
      changes.add(
          new Change(of.required("at").parsed(Quantities::nanos), quality(of, nodes, classes)));
    }
    return new Version(
        model,
        version,
        map.read("chunks", 4, each -> (int) each.integer(1, MOST_CHUNKS)),
        map.read("chunkSize", 256 * 1024, Version::chunkBytes),
        map.read("opset", 17, each -> (int) each.integer(1, 1_000)),
        map.optional("origin").map(YamlNode::string).orElse(null),
        quality(map, nodes, classes),
        changes);
  }

  private static int chunkBytes(YamlNode node) {
    long bytes = node.parsed(Units::bytes);
    if (bytes < 1 || bytes > 16 << 20) {
      throw node.error("expected 1 to 16Mi, got " + node.string());
    }
    return (int) bytes;
  }

  private static Quality quality(YamlMap map, Nodes nodes, Set<String> classes) {
    Map<String, Double> onClasses = new TreeMap<>();
    map.optional("failsOn")
        .ifPresent(
            by ->
                by.named()
                    .forEach(
                        (name, share) ->
                            onClasses.put(
                                share.parsedAs(name, word -> Words.of("class", word, classes)),
                                share.parsed(Quantities::share))));
    return new Quality(
        map.read("fails", Map.<RegionName, Double>of(), each -> byRegion(each, nodes)),
        onClasses,
        map.read("disagrees", Map.<RegionName, Double>of(), each -> byRegion(each, nodes)),
        map.read(
            "trial",
            true,
            each -> Words.of("outcome", each, List.of("passes", "fails")).equals("passes")));
  }

  /** A share everywhere, or one for each region that is named. */
  private static Map<RegionName, Double> byRegion(YamlNode node, Nodes nodes) {
    if (!node.isMap()) {
      return nodes.everywhere(node, node.parsed(Quantities::share));
    }
    Map<RegionName, Double> shares = new TreeMap<>();
    node.named()
        .forEach(
            (region, share) ->
                shares.put(
                    new RegionName(
                        share.parsedAs(
                            region, word -> Words.of("region", word, nodes.regionNames()))),
                    share.parsed(Quantities::share)));
    return shares;
  }
}
