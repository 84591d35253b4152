package dev.linnet.core.rollout;

import java.time.Duration;

/**
 * How long a juror may go without enough evidence, and what its silence then means (rule 3).
 *
 * @param after from the moment at which the juror began to serve the version, by its own monotonic
 *     clock
 * @param unhealthy whether it then votes UNHEALTHY; otherwise it goes on saying nothing
 */
public record Deadline(Duration after, boolean unhealthy) {
  public Deadline {
    if (after.isNegative() || after.isZero()) {
      throw new IllegalArgumentException("deadline: expected a duration above 0");
    }
  }

  public boolean passed(long servedNanos) {
    return servedNanos >= after.toNanos();
  }
}
