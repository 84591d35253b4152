package dev.linnet.simulator.scenario;

import dev.linnet.core.swarm.SwarmSettings;
import dev.linnet.simulator.Timing;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A mesh of whole nodes, with all that a run of it depends on besides its seed.
 *
 * @param start what right clocks show at the beginning
 * @param warmUpNanos how long the nodes run before anything happens; times count from its end
 * @param durationNanos when the run ends at the latest
 * @param untilSettled whether it ends as soon as every rollout is over everywhere
 * @param acquainted whether the nodes know each other from the first moment, as in a mesh that has
 *     run for long
 */
public record MeshScenario(
    String name,
    long seed,
    Instant start,
    long warmUpNanos,
    long durationNanos,
    boolean untilSettled,
    boolean acquainted,
    List<Region> regions,
    Lines lines,
    List<Churn> churn,
    List<Fault> faults,
    List<Version> versions,
    List<Release> releases,
    List<Adversary> adversaries,
    Timing timing,
    SwarmSettings swarm,
    Recording recording)
    implements Scenario {
  public MeshScenario {
    regions = List.copyOf(regions);
    churn = List.copyOf(churn);
    faults = List.copyOf(faults);
    versions = List.copyOf(versions);
    releases = List.copyOf(releases);
    adversaries = List.copyOf(adversaries);
  }

  @Override
  public String words() {
    return nodeCount() + " nodes in " + String.join(", ", regionNames());
  }

  @Override
  public <R> R either(Function<MeshScenario, R> ofMesh, Function<WorkloadScenario, R> ofWorkload) {
    return ofMesh.apply(this);
  }

  /** How many nodes there are. */
  public int nodeCount() {
    return regions.stream().mapToInt(region -> region.nodes().size()).sum();
  }

  /** How many nodes each region has, in the order of the document, which is that of the nodes. */
  public Map<String, Integer> nodesByRegion() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    regions.forEach(region -> counts.put(region.name().value(), region.nodes().size()));
    return counts;
  }

  /** The names of the regions, in the order of the document. */
  public List<String> regionNames() {
    return regions.stream().map(region -> region.name().value()).toList();
  }
}
