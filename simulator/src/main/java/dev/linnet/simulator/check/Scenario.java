package dev.linnet.simulator.check;

import dev.linnet.core.mesh.NodeName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that one run depends on.
 *
 * @param seed of the delays, losses and choices that no step fixes
 * @param regions how many nodes each region has
 * @param absent who starts only when a step says so
 * @param liars who may say anything to anyone
 * @param narrow who offers only the older opset, so that some versions do not fit
 * @param classes the device class of each node that states one
 * @param steps what happens, in order of time
 * @param endMillis when faults stop
 * @param together whether the regions reach each other at the end
 */
public record Scenario(
    long seed,
    Map<String, Integer> regions,
    Set<NodeName> absent,
    Set<NodeName> liars,
    Set<NodeName> narrow,
    SortedMap<NodeName, String> classes,
    List<Step> steps,
    long endMillis,
    boolean together) {
  public Scenario {
    regions = Map.copyOf(new TreeMap<>(regions));
    classes = Collections.unmodifiableSortedMap(new TreeMap<>(classes));
    steps = List.copyOf(steps);
  }

  Scenario withSteps(List<Step> fewer) {
    return new Scenario(seed, regions, absent, liars, narrow, classes, fewer, endMillis, together);
  }

  Scenario withRegion(String region, int nodes) {
    Map<String, Integer> changed = new TreeMap<>(regions);
    changed.put(region, nodes);
    return new Scenario(seed, changed, absent, liars, narrow, classes, steps, endMillis, together);
  }

  /** The names of all nodes, by region and number. */
  List<NodeName> nodes() {
    List<NodeName> nodes = new ArrayList<>();
    for (String region : new TreeSet<>(regions.keySet())) {
      for (int i = 1; i <= regions.getOrDefault(region, 0); i++) {
        nodes.add(new NodeName(region + "-" + i));
      }
    }
    return nodes;
  }
}
