package dev.linnet.simulator.scenario;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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
      return named(node, regionName, name, Collections.nCopies(count, DeviceClass.PLAIN));
    }
    YamlMap map = node.map("nodes", "class", "classes", "labels", "requests", "site");
    Map<String, String> labels = map.read("labels", Map.of(), DeviceClass::few);
    Function<DeviceClass, DeviceClass> here =
        device ->
            device.with(
                labels,
                map.read(
                    "requests",
                    device.requestsPerSecond(),
                    each -> each.parsed(Quantities::requestsPerSecond)),
                node);
    List<DeviceClass> nodes = new ArrayList<>();
    if (map.optional("classes").isPresent()) {
      if (map.optional("nodes").isPresent() || map.optional("class").isPresent()) {
        throw map.error("classes say how many nodes there are: leave out nodes and class");
      }
      map.required("classes")
          .named()
          .forEach(
              (className, each) -> {
                int count = (int) each.integer(1, MOST_NODES);
                String known =
                    each.parsedAs(className, word -> Words.of("class", word, classes.keySet()));
                DeviceClass device = classes.getOrDefault(known, DeviceClass.PLAIN);
                nodes.addAll(Collections.nCopies(count, here.apply(device)));
                if (nodes.size() > MOST_NODES) {
                  throw each.error("expected at most " + MOST_NODES + " nodes in a region");
                }
              });
      if (nodes.isEmpty()) {
        throw map.required("classes").error("expected one class or more, such as camera: 3");
      }
    } else {
      int count = (int) map.required("nodes").integer(1, MOST_NODES);
      DeviceClass device =
          map.optional("class")
              .map(each -> Words.of("class", each, classes.keySet()))
              .map(classes::get)
              .orElse(DeviceClass.PLAIN);
      nodes.addAll(Collections.nCopies(count, here.apply(device)));
    }
    return named(node, regionName, map.read("site", name, YamlNode::string), nodes);
  }

  /** Its last node has the longest name. */
  private static Region named(
      YamlNode node, RegionName name, String site, List<DeviceClass> nodes) {
    Region region = new Region(name, site, nodes);
    var unused = node.parsedAs(region.node(nodes.size() - 1), NodeName::new);
    return region;
  }

  /** The name of a node, as the mesh gives it. */
  String node(int index) {
    return name.value() + "-" + (index + 1);
  }
}
