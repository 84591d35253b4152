package dev.linnet.daemon.trial;

import dev.linnet.core.model.Manifest;
import java.time.Duration;

/**
 * What a trial may use before it is ended as failed.
 *
 * @param time from the start of the child to its result
 * @param memoryBytes resident memory of the child; held only where {@code /proc} tells it (Linux)
 * @param threads threads of the child, Java's own too; as memory
 */
public record TrialLimits(Duration time, long memoryBytes, int threads) {
  /** Some twenty are Java's and the runtime's. */
  private static final int THREADS = 200;

  private static final long CHILD_ITSELF_BYTES = 512L * 1024 * 1024;
  private static final int TIMES_ITS_SIZE = 4;

  public TrialLimits {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("time: expected more than 0, not " + time);
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads: expected 1 or more, not " + threads);
    }
    if (memoryBytes < 1) {
      throw new IllegalArgumentException("memoryBytes: expected 1 or more, not " + memoryBytes);
    }
  }

  /** With as many threads as any trial may have. */
  public TrialLimits(Duration time, long memoryBytes) {
    this(time, memoryBytes, THREADS);
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
