package dev.linnet.simulator.scenario;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A region and the device that each of its nodes is.
 *
 * @param site its name in the table of latencies
 */
record Region(RegionName name, String site, List<DeviceClass> nodes) {
  private static final int MOST_NODES = 100_000;

  Region {
    nodes = List.copyOf(nodes);
  }

  /** A number of plain nodes, or a mapping that says more. */
  static Region read(String name, YamlNode node, Map<String, DeviceClass> classes) {
    RegionName regionName = node.parsedAs(name, RegionName::new);
    if (!node.isMap()) {
      int count = (int) node.integer(1, MOST_NODES);
      return new Region(regionName, name, Collections.nCopies(count, DeviceClass.PLAIN));
    }
    YamlMap map = node.map("nodes", "class", "classes", "labels", "requests", "site");
    Map<String, String> labels = map.read("labels", Map.of(), YamlNode::stringMap);
    List<DeviceClass> nodes = new ArrayList<>();
    if (map.optional("classes").isPresent()) {
      if (map.optional("nodes").isPresent() || map.optional("class").isPresent()) {
        throw map.error("classes say how many nodes there are: leave out nodes and class");
      }
      map.required("classes")
          .named()
          .forEach(
              (className, count) ->
                  nodes.addAll(
                      Collections.nCopies(
                          (int) count.integer(1, MOST_NODES),
                          classes.getOrDefault(
                              count.parsedAs(
                                  className, word -> Words.of("class", word, classes.keySet())),
                              DeviceClass.PLAIN))));
    } else {
      int count = (int) map.required("nodes").integer(1, MOST_NODES);
      DeviceClass device =
          map.optional("class")
              .map(each -> Words.of("class", each, classes.keySet()))
              .map(classes::get)
              .orElse(DeviceClass.PLAIN);
      nodes.addAll(Collections.nCopies(count, device));
    }
    return new Region(
        regionName,
        map.read("site", name, YamlNode::string),
        nodes.stream()
            .map(
                device ->
                    device.with(
                        labels,
                        map.read(
                            "requests",
                            device.requestsPerSecond(),
                            each -> each.parsed(Quantities::requestsPerSecond))))
            .toList());
  }

  /** The name of a node, as the mesh gives it. */
  String node(int index) {
    return name.value() + "-" + (index + 1);
  }
}
