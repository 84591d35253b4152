package dev.linnet.simulator.rehearse;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one run came to. Times are seconds from the announcement on, NaN for what never came.
 *
 * @param state of the rollout, as the nodes see it at last
 * @param rolledBack whether any jury turned it back
 * @param promotedSeconds until every region of the plan promoted it
 * @param goneSeconds until nobody served it any more
 * @param nodesTouched nodes that ever answered with it
 * @param answers inferences that it answered, failed ones too
 * @param wrongAnswers of those, failed or unlike those of the version before
 * @param wideChunkBytes of its chunks, what came from other regions or an origin
 * @param wideMessageBytes messages between regions while it lasted, near enough
 */
record Outcome(
    long seed,
    String state,
    boolean rolledBack,
    Map<String, InRegion> regions,
    double promotedSeconds,
    double goneSeconds,
    long nodesTouched,
    long answers,
    long wrongAnswers,
    long wideChunkBytes,
    long wideMessageBytes) {
  /**
   * In one region: until its first node served the version, all did that the plan selects and that
   * were up, and its jury promoted.
   */
  record InRegion(double firstSeconds, double allSeconds, double promotedSeconds) {
    static final InRegion NOTHING = new InRegion(Double.NaN, Double.NaN, Double.NaN);
  }

  Outcome {
    regions = Collections.unmodifiableMap(new TreeMap<>(regions));
  }

  InRegion in(String region) {
    return regions.getOrDefault(region, InRegion.NOTHING);
  }
}
