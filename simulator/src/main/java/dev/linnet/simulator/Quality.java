package dev.linnet.simulator;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.mesh.Self;
import java.util.Map;

/**
 * How good a version truly is, by region and device class; what is not named has no fault.
 *
 * @param failures share of inferences that fail in a region
 * @param failuresByClass share of inferences that fail on a device class
 * @param disagreements share of compared inferences that differ from the version before
 * @param passesTrial whether the golden tests pass
 */
public record Quality(
    Map<RegionName, Double> failures,
    Map<String, Double> failuresByClass,
    Map<RegionName, Double> disagreements,
    boolean passesTrial) {
  /** Good everywhere. */
  public static final Quality GOOD = new Quality(Map.of(), Map.of(), Map.of(), true);

  /** Fails its golden tests. */
  public static final Quality BROKEN = new Quality(Map.of(), Map.of(), Map.of(), false);

  /** Good, but for one region where it fails a share of inferences. */
  public static Quality failingIn(String region, double share) {
    return new Quality(Map.of(new RegionName(region), share), Map.of(), Map.of(), true);
  }

  /** Good, but for one device class, on which it fails a share of inferences everywhere. */
  public static Quality failingOn(String deviceClass, double share) {
    return new Quality(Map.of(), Map.of(deviceClass, share), Map.of(), true);
  }

  /** The share of inferences that fail at a node. */
  public double failures(Self node) {
    return Math.max(
        failures.getOrDefault(node.region(), 0.0),
        node.profile().deviceClass().map(name -> failuresByClass.get(name)).orElse(0.0));
  }
}
