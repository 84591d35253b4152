package dev.linnet.core;

import dev.linnet.core.health.Assessment;
import dev.linnet.core.health.Baseline;
import dev.linnet.core.health.Judge;
import dev.linnet.core.health.Observation;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Shadow;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.trust.Digest;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version that is given live requests and answers nobody. The gates of its wave judge it as they
 * will when it serves; but it is let through unless one of them rejects it, since nobody calls it
 * healthy for that.
 */
final class Shadowing {
  private final Rollout rollout;
  private final Shadow shadow;
  private final Judge judge;
  private final long sinceNanos;
  private long requests;

  Shadowing(Rollout rollout, Shadow shadow, Wave wave, List<Baseline> baselines, long nowNanos) {
    this.rollout = rollout;
    this.shadow = shadow;
    this.judge = new Judge(wave.gates(), 0, 0, true, baselines);
    this.sinceNanos = nowNanos;
  }

  Rollout rollout() {
    return rollout;
  }

  boolean isOf(@Nullable Digest other) {
    return rollout.id().equals(other);
  }

  void observe(Observation seen) {
    requests += seen.requests();
    judge.observe(seen);
  }

  boolean isOver(long nowNanos) {
    return judge.condemns() || requests >= shadow.requests() || isLate(nowNanos);
  }

  private boolean isLate(long nowNanos) {
    return nowNanos - sinceNanos >= shadow.atMost().toNanos();
  }

  /** What the gates found, if they reject it. */
  @Nullable Assessment rejection(long nowNanos) {
    return judge.condemns() ? judge.assess(nowNanos) : null;
  }

  /** How it went, as the end of a sentence. */
  String outcome() {
    Duration waited = shadow.atMost();
    return requests >= shadow.requests()
        ? "answered " + requests + " requests in shadow, and no gate rejects it"
        : "answered "
            + requests
            + " of "
            + shadow.requests()
            + " requests in shadow within "
            + waited.toSeconds()
            + " s, and no gate rejects it";
  }
}
