package dev.linnet.daemon.metrics;

import dev.linnet.core.NodeView;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.rollout.Progress;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.trust.Digest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How long rollouts take, from their announcement until the node sees that nothing more comes of
 * them. One that the node did not see under way is left out: it may have ended long before.
 */
final class RolloutTimes {
  private final Clock clock;
  private final Map<Progress.State, Timer> times = new EnumMap<>(Progress.State.class);
  private final Set<Digest> underWay = new HashSet<>();

  RolloutTimes(MeterRegistry registry, Clock clock) {
    this.clock = clock;
    for (Progress.State state : Progress.State.values()) {
      if (state.isFinal()) {
        times.put(
            state,
            Timer.builder("linnet.rollout.duration")
                .description("From a rollout's announcement to its end, as the node saw it")
                .tag("result", state.name())
                .register(registry));
      }
    }
  }

  /** Looks at what the node knows now; from any thread. */
  synchronized void look(NodeView seen) {
    long now = clock.millis();
    Set<ModelName> models = new HashSet<>();
    Set<Digest> known = new HashSet<>();
    for (Rollout rollout : seen.rollouts()) {
      boolean head = models.add(rollout.announcement().model());
      Timer time = times.get(Progress.of(rollout, head, now));
      known.add(rollout.id());
      if (time == null) {
        underWay.add(rollout.id());
      } else if (underWay.remove(rollout.id())) {
        long began = rollout.announcement().announcedAt().toEpochMilli();
        time.record(Math.max(0, now - began), TimeUnit.MILLISECONDS);
      }
    }
    underWay.retainAll(known);
  }
}
