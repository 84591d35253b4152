package dev.linnet.core.rollout;

import java.time.Duration;

/**
 * How a version takes over the answers of a node: first a share of the requests, while the version
 * before answers the rest; then all.
 *
 * @param lasting how long the share alone goes to it; the bake time begins after that
 */
public record Canary(Share share, Duration lasting) {
  public Canary {
    if (share.numerator() == 0 || !share.isLessThan(Share.WHOLE)) {
      throw new IllegalArgumentException("canary.share: expected above 0 and below 1");
    }
    if (lasting.isNegative() || lasting.isZero()) {
      throw new IllegalArgumentException("canary.for: expected a duration above 0");
    }
  }
}
