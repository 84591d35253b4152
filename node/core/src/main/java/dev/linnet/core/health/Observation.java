package dev.linnet.core.health;

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
 */
public record Observation(
    long spanNanos,
    long requests,
    long failures,
    long nonFinite,
    long compared,
    long disagreed,
    long latencyP95Nanos,
    long previousP95Nanos) {}
