package dev.linnet.core.rollout;

import dev.linnet.core.health.Gate;
import dev.linnet.core.mesh.Names;
import dev.linnet.core.mesh.RegionName;
import java.time.Duration;
import java.util.List;

/**
 * Regions that open together, after all waves before were promoted.
 *
 * @param regions where; empty only in a plan, where it stands for all regions no other wave names
 * @param bake how long a juror serves the version before it may vote HEALTHY
 * @param minRequests how many inferences it must have seen by then; at 0 a juror without traffic
 *     votes HEALTHY when its bake time is over, unless a gate asks for comparisons
 * @param gates what it is judged by
 * @param promote the share of eligible jurors that promotes, at least two thirds
 * @param minJurors the least number of HEALTHY votes that promotes, unless the jury is smaller
 */
public record Wave(
    String name,
    List<RegionName> regions,
    Duration bake,
    long minRequests,
    List<Gate> gates,
    Share promote,
    int minJurors) {
  public Wave {
    Names.require("wave", name);
    regions = List.copyOf(regions);
    gates = List.copyOf(gates);
    if (bake.isNegative()) {
      throw new IllegalArgumentException("bake: expected a duration of 0 or more");
    }
    if (minRequests < 0) {
      throw new IllegalArgumentException("minRequests: expected 0 or more");
    }
    if (promote.isLessThan(Share.TWO_THIRDS)) {
      throw new IllegalArgumentException("quorum.promote: expected 2/3 to 1, got " + promote);
    }
    if (minJurors < 1) {
      throw new IllegalArgumentException("quorum.minJurors: expected 1 or more");
    }
  }

  /** Whether this wave takes all regions that no other wave names. */
  public boolean takesRemaining() {
    return regions.isEmpty();
  }

  Wave withRegions(List<RegionName> all) {
    return new Wave(name, all, bake, minRequests, gates, promote, minJurors);
  }
}
