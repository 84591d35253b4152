package dev.linnet.daemon.trial;

import java.time.Duration;

/**
 * What trials may take on a node.
 *
 * @param timeout how long a child may take
 * @param latencyRatio how many times as long as the version before a run may take; infinite for any
 * @param memoryRatio how many times its memory a version may take; infinite for any
 * @param sandbox whether a child is shut in
 */
public record TrialConfig(
    Duration timeout, double latencyRatio, double memoryRatio, Sandbox.Rule sandbox) {}
