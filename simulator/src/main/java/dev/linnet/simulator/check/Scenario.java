package dev.linnet.simulator.check;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Profile;
import java.time.Instant;
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
 * @param profiles what each node is; one that is not named states nothing
 * @param signatures how many operators must sign what they announce and order
 * @param start what right clocks show at the beginning
 * @param steps what happens, in order of time
 * @param endMillis when faults stop
 * @param together whether the regions reach each other at the end
 */
public record Scenario(
    long seed,
    Map<String, Integer> regions,
    Set<NodeName> absent,
    Set<NodeName> liars,
    SortedMap<NodeName, Profile> profiles,
    int signatures,
    Instant start,
    List<Step> steps,
    long endMillis,
    boolean together) {
  public Scenario {
    regions = Map.copyOf(new TreeMap<>(regions));
    profiles = Collections.unmodifiableSortedMap(new TreeMap<>(profiles));
    steps = List.copyOf(steps);
  }

  Scenario withSteps(List<Step> fewer) {
    return with(regions, fewer);
  }

  Scenario withRegion(String region, int nodes) {
    Map<String, Integer> changed = new TreeMap<>(regions);
    changed.put(region, nodes);
    return with(changed, steps);
  }

  private Scenario with(Map<String, Integer> fewerNodes, List<Step> fewerSteps) {
    return new Scenario(
        seed,
        fewerNodes,
        absent,
        liars,
        profiles,
        signatures,
        start,
        fewerSteps,
        endMillis,
        together);
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
