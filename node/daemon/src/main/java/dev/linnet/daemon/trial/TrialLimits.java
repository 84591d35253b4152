package dev.linnet.daemon.trial;

import dev.linnet.core.model.Manifest;
import java.time.Duration;

/**
 * What a trial may use before it is ended as failed.
 *
 * @param time from the start of the child to its result
 * @param memoryBytes resident memory of the child; held only where {@code /proc} tells it (Linux)
 */
public record TrialLimits(Duration time, long memoryBytes) {
  private static final long CHILD_ITSELF_BYTES = 512L * 1024 * 1024;
  private static final int TIMES_ITS_SIZE = 4;

  public TrialLimits {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("time: expected more than 0, not " + time);
    }
    if (memoryBytes < 1) {
      throw new IllegalArgumentException("memoryBytes: expected 1 or more, not " + memoryBytes);
    }
  }

  /**
   * What the manifest says the model needs, or four times its size where it says nothing or less,
   * and half a GiB for the child itself.
   */
  public static TrialLimits of(Manifest manifest, Duration time) {
    long model = Math.max(manifest.minMemoryBytes(), TIMES_ITS_SIZE * manifest.sizeBytes());
    return new TrialLimits(time, CHILD_ITSELF_BYTES + model);
  }
}
