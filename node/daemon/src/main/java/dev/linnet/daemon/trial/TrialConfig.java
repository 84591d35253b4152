package dev.linnet.daemon.trial;

import java.time.Duration;

/**
 * What trials may take on a node.
 *
 * @param timeout how long a child may take
 * @param latencyRatio how many times as long as the version before a run may take; infinite for any
 * @param memoryRatio how many times its memory a version may take; infinite for any
 */
public record TrialConfig(Duration timeout, double latencyRatio, double memoryRatio) {
  /** A larger model is often meant: a factor that nobody overlooks, and a plan may allow more. */
  public static final TrialConfig DEFAULT = new TrialConfig(Duration.ofMinutes(1), 4, 4);
}
