package dev.linnet.simulator;

import dev.linnet.core.mesh.RegionName;
import java.util.Map;

/**
 * How good a version truly is, by region; a region that is not named has no fault.
 *
 * @param failures share of inferences that fail
 * @param disagreements share of compared inferences that differ from the version before
 * @param passesTrial whether the golden tests pass
 */
public record Quality(
    Map<RegionName, Double> failures, Map<RegionName, Double> disagreements, boolean passesTrial) {
  /** Good everywhere. */
  public static final Quality GOOD = new Quality(Map.of(), Map.of(), true);

  /** Fails its golden tests. */
  public static final Quality BROKEN = new Quality(Map.of(), Map.of(), false);

  /** Good, but for one region where it fails a share of inferences. */
  public static Quality failingIn(String region, double share) {
    return new Quality(Map.of(new RegionName(region), share), Map.of(), true);
  }
}
