package dev.linnet.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.NodeView;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Progress;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.daemon.operator.TestView;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Each rollout was announced at noon. */
final class RolloutTimesTest {
  private static final Map<RegionName, Outcome> NONE = Map.of();
  private static final Map<RegionName, Outcome> HALFWAY = Map.of(TestView.EU, Outcome.PROMOTED);
  private static final Map<RegionName, Outcome> BOTH =
      Map.of(TestView.EU, Outcome.PROMOTED, TestView.NA, Outcome.PROMOTED);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void rolloutTakesFromItsAnnouncementToTheVerdictOfItsLastRegion() {
    RolloutTimes times = at(Duration.ofHours(1));
    times.look(knowing(TestView.rollout("1", NONE)));
    times.look(knowing(TestView.rollout("1", HALFWAY)));
    assertThat(ended(Progress.State.PROMOTED).count()).isZero();
    times.look(knowing(TestView.rollout("1", BOTH)));
    times.look(knowing(TestView.rollout("1", BOTH)));
    assertThat(ended(Progress.State.PROMOTED).count()).isOne();
    assertThat(ended(Progress.State.PROMOTED).totalTime(TimeUnit.HOURS)).isOne();
  }

  @Test
  void rolloutIsOverWithTheFirstRegionThatRollsBack() {
    RolloutTimes times = at(Duration.ofMinutes(5));
    times.look(knowing(TestView.rollout("1", NONE)));
    times.look(knowing(TestView.rollout("1", Map.of(TestView.EU, Outcome.ROLLED_BACK))));
    assertThat(ended(Progress.State.ROLLED_BACK).totalTime(TimeUnit.MINUTES)).isEqualTo(5);
  }

  @Test
  void rolloutIsOverOnceTheNextOneIsAnnounced() {
    RolloutTimes times = at(Duration.ofHours(2));
    Rollout first = TestView.rollout("1", HALFWAY);
    times.look(knowing(first));
    times.look(knowing(TestView.rollout("2", NONE), first));
    assertThat(ended(Progress.State.SUPERSEDED).totalTime(TimeUnit.HOURS)).isEqualTo(2);
  }

  @Test
  void rolloutThatWasOverWhenTheNodeHeardOfItIsLeftOut() {
    at(Duration.ofDays(3)).look(knowing(TestView.rollout("1", BOTH)));
    assertThat(ended(Progress.State.PROMOTED).count()).isZero();
  }

  private RolloutTimes at(Duration afterNoon) {
    return new RolloutTimes(registry, Clock.fixed(TestView.NOW.plus(afterNoon), ZoneOffset.UTC));
  }

  private static NodeView knowing(Rollout... headFirst) {
    return TestView.view(List.of(headFirst), List.of());
  }

  private Timer ended(Progress.State result) {
    return registry.get("linnet.rollout.duration").tag("result", result.name()).timer();
  }
}
