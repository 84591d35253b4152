package dev.linnet.core.health;

import java.util.List;

/**
 * What was seen of one serving version over a span of time; counts since the last observation.
 *
 * @param spanNanos how long the span was
 * @param requests inferences answered or failed
 * @param failures of those, failed by the model or the runtime (never the caller's mistakes)
 * @param nonFinite of those, answered with a NaN or an infinity
 * @param compared requests that the version before answered too, off the answer's path
 * @param disagreed of those, answered differently: another most likely class, or values outside the
 *     golden tolerance where the output is no classification
 * @param latencyP95Nanos 95th percentile of the time in the model; 0 without requests
 * @param previousP95Nanos the same of the version before, over the compared requests; 0 without
 * @param probes runs of the node owner's own probes
 * @param probesFailed of those, failed
 * @param labelled answers whose true outcome was told since, whenever they were given
 * @param wrong of those, with another most likely class or label
 * @param memoryBytes the most that the process held in the span beyond what it held before this
 *     version was loaded; 0 where that was not told
 * @param previousMemoryBytes the same of the version before, while it served; 0 where that is not
 *     known
 * @param drift of each of the version's baselines, in the manifest's order; empty if it has none
 */
public record Observation(
    long spanNanos,
    long requests,
    long failures,
    long nonFinite,
    long compared,
    long disagreed,
    long latencyP95Nanos,
    long previousP95Nanos,
    long probes,
    long probesFailed,
    long labelled,
    long wrong,
    long memoryBytes,
    long previousMemoryBytes,
    List<Drift> drift) {

  /**
   * What was seen of a feature.
   *
   * @param current in what this version was asked or answered
   * @param previous in what the version before was asked or answered, over the compared requests
   */
  public record Drift(Sketch current, Sketch previous) {}

  public Observation {
    drift = List.copyOf(drift);
  }

  /** Of a node without probes and labels, and of a version without baselines. */
  public Observation(
      long spanNanos,
      long requests,
      long failures,
      long nonFinite,
      long compared,
      long disagreed,
      long latencyP95Nanos,
      long previousP95Nanos) {
    this(
        spanNanos,
        requests,
        failures,
        nonFinite,
        compared,
        disagreed,
        latencyP95Nanos,
        previousP95Nanos,
        0,
        0,
        0,
        0,
        0,
        0,
        List.of());
  }
}
