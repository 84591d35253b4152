package dev.linnet.core.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.linnet.core.health.Assessment.Opinion;
import dev.linnet.core.health.Gate.Compare;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Gate DISAGREEMENT =
      Gate.of("drift", "prediction.disagreement", true, "> 15%", Compare.PREVIOUS, 0.01);

  private static final Gate LATENCY =
      Gate.of("p95", "inference.latency.p95", false, "<= 1.20", Compare.PREVIOUS, 0.01);
  private static final Gate PROBE =
      Gate.of("probe", "probe.failure_ratio", true, "> 10%", Compare.NONE, 0.01);
  private static final Gate MEMORY =
      Gate.of("memory", "inference.memory_bytes", false, "<= 256Mi", Compare.NONE, 0.01);
  private static final Gate MEMORY_RATIO =
      Gate.of("memory", "inference.memory_ratio", false, "<= 1.50", Compare.PREVIOUS, 0.01);
  private static final Gate ACCURACY =
      Gate.of("accuracy", "prediction.accuracy", false, ">= 90%", Compare.NONE, 0.01);

  @Test
  void silenceIsNeverHealthy() {
    Judge judge = judge(Gate.defaults(), 0, 0, false);
    judge.servingSince(0);
    assertThat(judge.assess(Long.MAX_VALUE).opinion()).isEqualTo(Opinion.NOT_YET);
    judge.observe(requests(5, 0));
    assertThat(judge.assess(Long.MAX_VALUE).opinion()).isEqualTo(Opinion.NOT_YET);
    assertThat(judge.assess(Long.MAX_VALUE).reason()).contains("gate errors").contains("of 5");
  }

  @Test
  void healthyNeedsBakeTimeAndEvidence() {
    Judge judge = judge(Gate.defaults(), 10 * SECOND, 0, false);
    judge.servingSince(5 * SECOND);
    judge.observe(requests(34, 0));
    assertThat(judge.opinion(15 * SECOND)).isEqualTo(Opinion.NOT_YET);
    judge.observe(requests(1, 0));
    assertThat(judge.opinion(14 * SECOND)).isEqualTo(Opinion.NOT_YET);
    assertThat(judge.opinion(15 * SECOND)).isEqualTo(Opinion.HEALTHY);
  }

  @Test
  void wantedTrafficComesOnTop() {
    Judge judge = judge(Gate.defaults(), 0, 200, false);
    judge.observe(requests(199, 0));
    assertThat(judge.opinion(1)).isEqualTo(Opinion.NOT_YET);
    judge.observe(requests(1, 0));
    assertThat(judge.opinion(1)).isEqualTo(Opinion.HEALTHY);
  }

  @Test
  void planWithoutGatesAsksForBakeTimeAlone() {
    Judge judge = judge(List.of(), SECOND, 0, false);
    judge.observe(requests(50, 50));
    assertThat(judge.opinion(0)).isEqualTo(Opinion.NOT_YET);
    assertThat(judge.opinion(SECOND)).isEqualTo(Opinion.HEALTHY);
  }

  @Test
  void evidenceFromAGoodBeginningIsOutweighedLater() {
    Judge judge = judge(Gate.defaults(), SECOND, 0, false);
    judge.observe(requests(40, 0));
    judge.observe(requests(10, 3));
    assertThat(judge.opinion(SECOND)).isEqualTo(Opinion.NOT_YET);
  }

  @Test
  void whatWasSaidAgainstAVersionIsNotTakenBack() {
    Judge judge = judge(Gate.defaults(), 0, 0, false);
    judge.observe(requests(50, 50));
    assertThat(judge.assess(1).opinion()).isEqualTo(Opinion.UNHEALTHY);
    judge.observe(requests(1_000_000, 0));
    assertThat(judge.assess(2).opinion()).isEqualTo(Opinion.UNHEALTHY);
  }

  @Test
  void oneBrokenNumberIsEnoughWhereNoneIsAllowed() {
    Judge judge = judge(Gate.defaults(), 0, 0, false);
    judge.observe(new Observation(SECOND, 1_000, 0, 1, 0, 0, 1, 1));
    assertThat(judge.assess(1).opinion()).isEqualTo(Opinion.UNHEALTHY);
  }

  @Test
  void agreementWithTheVersionBeforeMustBeSeen() {
    Judge judge = judge(List.of(DISAGREEMENT), 0, 0, true);
    judge.observe(requests(1_000, 0));
    assertThat(judge.opinion(1)).isEqualTo(Opinion.NOT_YET);
    judge.observe(compared(8, 0));
    assertThat(judge.opinion(1)).isEqualTo(Opinion.NOT_YET);
    judge.observe(compared(8, 0));
    assertThat(judge.opinion(1)).isEqualTo(Opinion.HEALTHY);
  }

  @Test
  void firstVersionHasNothingToDisagreeWithOrToBeSlowerThan() {
    assertThat(judge(List.of(DISAGREEMENT, LATENCY), 0, 0, false).opinion(1))
        .isEqualTo(Opinion.HEALTHY);
  }

  @Test
  void slowerThanTheVersionBeforeInMostWindowsIsSlower() {
    Judge judge = judge(List.of(LATENCY), 0, 0, true);
    for (int window = 0; window < 40; window++) {
      judge.observe(new Observation(SECOND, 10, 0, 0, 10, 0, 2_000, 1_000));
    }
    assertThat(judge.assess(1).opinion()).isEqualTo(Opinion.UNHEALTHY);
  }

  @Test
  void latencyIsFineAfterSomeWindowsAsFastAsTheVersionBefore() {
    Judge judge = judge(List.of(LATENCY), 0, 0, true);
    for (int window = 0; window < 5; window++) {
      judge.observe(compared(5, 0));
    }
    assertThat(judge.opinion(1)).isEqualTo(Opinion.NOT_YET);
    judge.observe(compared(5, 0));
    assertThat(judge.opinion(1)).isEqualTo(Opinion.HEALTHY);
  }

  @Test
  void memoryIsJudgedByItsAmountAndByWhatTheVersionBeforeTook() {
    for (Gate gate : List.of(MEMORY, MEMORY_RATIO)) {
      assertThat(afterWindows(gate, 400, 150)).isEqualTo(Opinion.UNHEALTHY);
      assertThat(afterWindows(gate, 200, 150)).isEqualTo(Opinion.HEALTHY);
      assertThat(afterWindows(gate, 0, 150)).as("nothing was told").isEqualTo(Opinion.NOT_YET);
    }
    assertThat(afterWindows(MEMORY_RATIO, 60, 10))
        .as("too little to compare")
        .isEqualTo(Opinion.HEALTHY);
    assertThat(afterWindows(MEMORY_RATIO, 400, 0))
        .as("none to compare with")
        .isEqualTo(Opinion.NOT_YET);
  }

  private static Opinion afterWindows(Gate gate, long mebibytes, long previousMebibytes) {
    Judge judge = judge(List.of(gate), 0, 0, true);
    for (int window = 0; window < 20; window++) {
      judge.observe(
          new Observation(
              SECOND,
              10,
              0,
              0,
              0,
              0,
              1,
              0,
              0,
              0,
              0,
              0,
              mebibytes << 20,
              previousMebibytes << 20,
              List.of()));
    }
    return judge.opinion(1);
  }

  @Test
  void amountOfMemoryHasAUnit() {
    assertThat(MEMORY.threshold()).isEqualTo(256 << 20);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Gate.of("m", "inference.memory_bytes", true, "> 50%", Compare.NONE, 0.01))
        .withMessageContaining("expected bytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Gate.of("e", "inference.error_ratio", true, "> 5Mi", Compare.NONE, 0.01))
        .withMessageContaining("without Mi");
  }

  @Test
  void ownProbeCountsEitherWay() {
    Judge failing = judge(List.of(PROBE), 0, 0, true);
    Judge passing = judge(List.of(PROBE), 0, 0, true);
    for (int run = 0; run < 20; run++) {
      failing.observe(new Observation(SECOND, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, List.of()));
      passing.observe(new Observation(SECOND, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, List.of()));
    }
    assertThat(failing.opinion(1)).isEqualTo(Opinion.UNHEALTHY);
    assertThat(passing.opinion(1)).isEqualTo(Opinion.HEALTHY);
  }

  @Test
  void accuracyIsJudgedByTheAnswersWhoseOutcomeWasTold() {
    Judge right = judge(List.of(ACCURACY), 0, 0, true);
    Judge wrong = judge(List.of(ACCURACY), 0, 0, true);
    right.observe(requests(1_000, 0));
    assertThat(right.opinion(1)).as("nothing was told yet").isEqualTo(Opinion.NOT_YET);
    for (int batch = 0; batch < 20; batch++) {
      right.observe(labelled(20, 1));
      wrong.observe(labelled(20, 8));
    }
    assertThat(right.opinion(1)).isEqualTo(Opinion.HEALTHY);
    assertThat(wrong.assess(1).reason())
        .isEqualTo("gate accuracy failed: prediction.accuracy 60.0 % of 400, limit 90.0 %");
  }

  @Test
  void accuracyIsGoodWhenItIsHigh() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Gate.of("accuracy", "prediction.accuracy", true, "> 0.9", Compare.NONE, 0.01))
        .withMessage("gate accuracy: the good side of prediction.accuracy is high");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Gate.of("accuracy", "prediction.accuracy", false, ">= 90", Compare.NONE, 0.01))
        .withMessage("gate accuracy: threshold: prediction.accuracy is a share, expected 0 to 1");
  }

  private static Observation labelled(long labelled, long wrong) {
    return new Observation(SECOND, 0, 0, 0, 0, 0, 0, 0, 0, 0, labelled, wrong, 0, 0, List.of());
  }

  private static Judge judge(
      List<Gate> gates, long bakeNanos, long minRequests, boolean previousExists) {
    return new Judge(gates, bakeNanos, minRequests, previousExists, List.of());
  }

  private static Observation requests(long requests, long failures) {
    return new Observation(SECOND, requests, failures, 0, 0, 0, 1, 0);
  }

  private static Observation compared(long compared, long disagreed) {
    return new Observation(SECOND, compared, 0, 0, compared, disagreed, 1, 1);
  }
}
