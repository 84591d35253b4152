package dev.linnet.simulator.scenario;

import dev.linnet.core.mesh.Names;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Wave;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import dev.linnet.documents.YamlReader;
import dev.linnet.documents.plan.PlanFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rollout that an operator announces.
 *
 * @param name by which the results speak of it
 * @param after the rollout that must be settled before, or null
 * @param atNanos when it is announced, or how long after that other one is settled
 * @param from at which node; null for the first that is up
 */
record Release(
    String name,
    Version version,
    Plan plan,
    @Nullable String after,
    long atNanos,
    @Nullable String from,
    List<Order> orders) {
  private static final List<String> ORDERS = List.of("pause", "resume", "abort", "promote");

  /**
   * An operator's later word, so long after the announcement.
   *
   * @param wave of PROMOTE: the index of the wave; null otherwise
   * @param region of PROMOTE: the region; null otherwise
   */
  record Order(
      long atNanos, Control.Action action, @Nullable Integer wave, @Nullable RegionName region) {}

  static Release read(
      YamlNode node,
      List<Version> versions,
      List<Release> earlier,
      Nodes nodes,
      SideFiles beside,
      Instant start) {
    YamlMap map = node.map("name", "plan", "at", "after", "from", "orders");
    YamlNode planNode = map.required("plan");
    YamlNode document =
        planNode.isMap()
            ? planNode
            : YamlReader.parse(beside.text("plan", planNode), beside.path(planNode).toString());
    Plan plan = PlanFile.read(document, start);
    Measured.requireJudged(document);
    Version version =
        versions.stream()
            .filter(it -> it.model().equals(plan.model()) && it.version().equals(plan.version()))
            .findFirst()
            .orElseThrow(
                () ->
                    planNode.error(
                        "the scenario has no version "
                            + plan.version()
                            + " of "
                            + plan.model()
                            + " below models"));
    List<String> names = earlier.stream().map(Release::name).toList();
    String name =
        map.read("name", version.label(), each -> each.parsed(it -> Names.require("rollout", it)));
    if (names.contains(name)) {
      throw node.error("rollout " + name + " is there twice: give this one another name");
    }
    List<Order> orders = new ArrayList<>();
    for (YamlNode order : map.read("orders", List.<YamlNode>of(), YamlNode::list)) {
      orders.add(order(order, plan, nodes));
    }
    return new Release(
        name,
        version,
        plan,
        map.optional("after").map(each -> Words.of("rollout", each, names)).orElse(null),
        map.read("at", 0L, each -> each.parsed(Quantities::nanos)),
        map.optional("from").map(nodes::one).orElse(null),
        orders);
  }

  private static Order order(YamlNode node, Plan plan, Nodes nodes) {
    YamlMap map = node.map("at", "order", "wave", "region");
    String word = Words.of("order", map.required("order"), ORDERS);
    Control.Action action = Control.Action.valueOf(word.toUpperCase(Locale.ROOT));
    long atNanos = map.required("at").parsed(Quantities::nanos);
    if (action != Control.Action.PROMOTE) {
      for (String key : List.of("wave", "region")) {
        map.optional(key)
            .ifPresent(
                each -> {
                  throw each.error("goes with promote alone");
                });
      }
      return new Order(atNanos, action, null, null);
    }
    List<String> waves = plan.waves().stream().map(Wave::name).toList();
    int wave = waves.indexOf(Words.of("wave", map.required("wave"), waves));
    YamlNode regionNode = map.required("region");
    RegionName region = new RegionName(nodes.region(regionNode));
    List<RegionName> named = plan.waves().get(wave).regions();
    if (!named.isEmpty() && !named.contains(region)) {
      throw regionNode.error(
          "wave %s does not go to %s; expected one of %s"
              .formatted(
                  waves.get(wave),
                  region,
                  String.join(", ", named.stream().map(RegionName::value).toList())));
    }
    return new Order(atNanos, action, wave, region);
  }

  /** What is rolled out if a scenario says nothing: all versions, each after the one before. */
  static List<Release> usual(List<Version> versions, List<Region> regions, Instant start) {
    List<Release> all = new ArrayList<>();
    Map<ModelName, String> before = new HashMap<>();
    for (Version version : versions) {
      String after = before.put(version.model(), version.label());
      all.add(
          new Release(
              version.label(), version, plan(version, regions, start), after, 0, null, List.of()));
    }
    return all;
  }

  /** The first region alone, then all others. */
  private static Plan plan(Version version, List<Region> regions, Instant start) {
    ModelName model = version.model();
    StringBuilder yaml = new StringBuilder("spec:\n  model: {name: ");
    yaml.append(model).append(", version: \"").append(version.version()).append("\"}\n");
    yaml.append("  defaults: {bake: 30s}\n  waves:\n    - {name: first, regions: [\"");
    yaml.append(regions.get(0).name()).append("\"]}\n");
    if (regions.size() > 1) {
      yaml.append("    - {name: rest, regions: [\"*\"]}\n");
    }
    return PlanFile.read(YamlReader.parse(yaml.toString(), "the usual plan"), start);
  }
}
