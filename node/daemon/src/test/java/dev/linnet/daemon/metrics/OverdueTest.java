package dev.linnet.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.NodeView;
import dev.linnet.core.Phase;
import dev.linnet.core.mesh.ModelStatus;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Canary;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Deadline;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Selector;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.rollout.SignedControl;
import dev.linnet.core.rollout.Wave;
import dev.linnet.daemon.operator.TestView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Node eu-1 got the version five hours ago; its wave has an hour of bake time. */
final class OverdueTest {
  private static final Duration HAD_FOR = Duration.ofHours(5);
  private static final double HOUR = 3_600;

  @Test
  void verdictIsOverdueOnceTheVersionWasServedForItsBakeTime() {
    assertThat(overdue(Phase.SERVING, rollout(null, null, Map.of()))).isEqualTo(4 * HOUR);
  }

  @Test
  void timeOfTheCanaryIsNoBakeTime() {
    Canary canary = new Canary(new Share(1, 10), Duration.ofHours(3));
    assertThat(overdue(Phase.SERVING, rollout(null, canary, Map.of()))).isEqualTo(HOUR);
  }

  @Test
  void deadlineSaysHowLongAVerdictMayTake() {
    Deadline soon = new Deadline(Duration.ofHours(3), false);
    Deadline late = new Deadline(Duration.ofHours(48), false);
    assertThat(overdue(Phase.SERVING, rollout(soon, null, Map.of()))).isEqualTo(2 * HOUR);
    assertThat(overdue(Phase.SERVING, rollout(late, null, Map.of()))).isZero();
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void regionWithAVerdictOwesNone(Outcome outcome) {
    Rollout judged = rollout(null, null, Map.of(TestView.EU, outcome));
    assertThat(overdue(Phase.SERVING, judged)).isZero();
    assertThat(overdue(Phase.FELL_BACK, judged)).isZero();
  }

  @Test
  void abortedRolloutOwesNone() {
    assertThat(overdue(Phase.FELL_BACK, aborted(rollout(null, null, Map.of())))).isZero();
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void nodeThatWaitsForItsWaveTellsNothing(Phase phase) {
    boolean begun = phase != Phase.WAITING && phase != Phase.INELIGIBLE;
    assertThat(overdue(phase, rollout(null, null, Map.of())) > 0).isEqualTo(begun);
  }

  @Test
  void nodeThatIsNotYetAtTheHeadTellsNothing() {
    Rollout next = TestView.rollout("2", Map.of());
    assertThat(Overdue.seconds(view(Phase.SERVING), next, TestView.NOW.toEpochMilli())).isZero();
  }

  private static double overdue(Phase phase, Rollout rollout) {
    return Overdue.seconds(view(phase), rollout, TestView.NOW.toEpochMilli());
  }

  private static NodeView view(Phase phase) {
    ModelStatus status =
        new ModelStatus(
            "1",
            TestView.rollout("1", Map.of()).id(),
            phase.name(),
            TestView.NOW.minus(HAD_FOR).toEpochMilli(),
            "");
    return TestView.at(status, TestView.view(List.of(), List.of()));
  }

  private static Rollout rollout(
      @Nullable Deadline deadline, @Nullable Canary canary, Map<RegionName, Outcome> verdicts) {
    Wave first =
        new Wave(
            "first",
            List.of(TestView.EU),
            Selector.EVERYONE,
            List.of(),
            deadline,
            null,
            canary,
            Duration.ofHours(1),
            0,
            List.of(),
            Share.TWO_THIRDS,
            4);
    return TestView.rollout("1", first, verdicts);
  }

  private static Rollout aborted(Rollout rollout) {
    Control abort =
        new Control("birds", rollout.id(), Control.Action.ABORT, 0, null, null, "no more");
    return new Rollout(
        rollout.id(),
        rollout.announcement(),
        rollout.announcedBy(),
        new SignedControl(abort, new TreeSet<>(List.of("alice"))),
        rollout.lastSwitch(),
        rollout.hold(),
        rollout.promotedByHand(),
        rollout.verdicts(),
        rollout.judged(),
        rollout.votes(),
        rollout.doubted());
  }
}
