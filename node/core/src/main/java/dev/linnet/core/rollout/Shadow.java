package dev.linnet.core.rollout;

import java.time.Duration;

/**
 * What a version must do before it answers anybody: a share of the live requests goes to it too,
 * and its answers are compared with those of the version that serves, by the gates of its wave.
 *
 * @param share of the live requests; what the node cannot keep up with is left out
 * @param requests after how many it is over
 * @param atMost for how long it is waited for them: traffic that does not come holds nothing up
 */
public record Shadow(Share share, long requests, Duration atMost) {
  public Shadow {
    if (share.numerator() == 0) {
      throw new IllegalArgumentException("shadow.share: expected above 0 and at most 1");
    }
    if (requests < 1) {
      throw new IllegalArgumentException("shadow.requests: expected 1 or more");
    }
    if (atMost.isNegative() || atMost.isZero()) {
      throw new IllegalArgumentException("shadow.atMost: expected a duration above 0");
    }
  }
}
