package dev.linnet.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.health.Assessment.Opinion;
import dev.linnet.core.health.Gate.Compare;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Gate DISAGREEMENT =
      Gate.of("drift", "prediction.disagreement", true, "> 15%", Compare.PREVIOUS, 0.01);

  @Test
  void silenceIsNeverHealthy() {
    Judge judge = new Judge(List.of(), SECOND, 1, false);
    judge.servingSince(0);
    assertThat(judge.assess(Long.MAX_VALUE).opinion()).isEqualTo(Opinion.NOT_YET);
  }

  @Test
  void healthyNeedsBakeTimeAndTraffic() {
    Judge judge = new Judge(List.of(), 10 * SECOND, 20, false);
    judge.servingSince(5 * SECOND);
    judge.observe(requests(19, 0));
    assertThat(judge.assess(14 * SECOND).opinion()).isEqualTo(Opinion.NOT_YET);
    assertThat(judge.assess(15 * SECOND).opinion()).isEqualTo(Opinion.NOT_YET);
    judge.observe(requests(1, 0));
    assertThat(judge.assess(14 * SECOND).opinion()).isEqualTo(Opinion.NOT_YET);
    assertThat(judge.assess(15 * SECOND).opinion()).isEqualTo(Opinion.HEALTHY);
  }

  @Test
  void whatWasSaidAgainstAVersionIsNotTakenBack() {
    Judge judge = new Judge(List.of(), 0, 0, false);
    judge.observe(requests(50, 50));
    assertThat(judge.assess(1).opinion()).isEqualTo(Opinion.UNHEALTHY);
    judge.observe(requests(1_000_000, 0));
    assertThat(judge.assess(2).opinion()).isEqualTo(Opinion.UNHEALTHY);
  }

  @Test
  void oneBrokenNumberIsEnoughWhereNoneIsAllowed() {
    Judge judge = new Judge(List.of(), 0, 0, false);
    judge.observe(new Observation(SECOND, 1_000, 0, 1, 0, 0, 1, 1));
    assertThat(judge.assess(1).opinion()).isEqualTo(Opinion.UNHEALTHY);
  }

  @Test
  void comparisonWithTheVersionBeforeNeedsEnoughComparisons() {
    Judge judge = new Judge(List.of(DISAGREEMENT), 0, 1, true);
    judge.observe(compared(19, 0));
    assertThat(judge.assess(1).opinion()).isEqualTo(Opinion.NOT_YET);
    judge.observe(compared(1, 0));
    assertThat(judge.assess(1).opinion()).isEqualTo(Opinion.HEALTHY);
  }

  @Test
  void firstVersionHasNothingToDisagreeWith() {
    Judge judge = new Judge(List.of(DISAGREEMENT), 0, 1, false);
    judge.observe(requests(5, 0));
    assertThat(judge.assess(1).opinion()).isEqualTo(Opinion.HEALTHY);
  }

  @Test
  void slowerThanTheVersionBeforeInMostWindowsIsSlower() {
    Gate gate = Gate.of("p95", "inference.latency.p95", false, "<= 1.20", Compare.PREVIOUS, 0.01);
    Judge judge = new Judge(List.of(gate), 0, 1, true);
    for (int window = 0; window < 40; window++) {
      judge.observe(new Observation(SECOND, 10, 0, 0, 10, 0, 2_000, 1_000));
    }
    assertThat(judge.assess(1).opinion()).isEqualTo(Opinion.UNHEALTHY);
  }

  @Test
  void latencyGateNeedsAWindowOnceThereIsTraffic() {
    Gate gate = Gate.of("p95", "inference.latency.p95", false, "<= 1.20", Compare.PREVIOUS, 0.01);
    Judge judge = new Judge(List.of(gate), 0, 0, true);
    assertThat(judge.assess(1).opinion()).isEqualTo(Opinion.HEALTHY);
    judge.observe(requests(5, 0));
    assertThat(judge.assess(1).opinion()).isEqualTo(Opinion.NOT_YET);
    judge.observe(compared(5, 0));
    assertThat(judge.assess(1).opinion()).isEqualTo(Opinion.HEALTHY);
  }

  @Test
  void firstVersionHasNothingToBeSlowerThan() {
    Gate gate = Gate.of("p95", "inference.latency.p95", false, "<= 1.20", Compare.PREVIOUS, 0.01);
    Judge judge = new Judge(List.of(gate), 0, 1, false);
    judge.observe(requests(5, 0));
    assertThat(judge.assess(1).opinion()).isEqualTo(Opinion.HEALTHY);
  }

  private static Observation requests(long requests, long failures) {
    return new Observation(SECOND, requests, failures, 0, 0, 0, 1, 0);
  }

  private static Observation compared(long compared, long disagreed) {
    return new Observation(SECOND, compared, 0, 0, compared, disagreed, 1, 1);
  }
}
