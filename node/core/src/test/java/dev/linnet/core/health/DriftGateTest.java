package dev.linnet.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.health.Assessment.Opinion;
import dev.linnet.core.health.Baseline.Side;
import dev.linnet.core.health.Gate.Compare;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What drifts, and whose fault it is. */
class DriftGateTest {
  private static final List<Double> EDGES = List.of(1.0, 2.0, 3.0);
  private static final List<Double> QUARTERS = List.of(0.25, 0.25, 0.25, 0.25);
  private static final List<Baseline> BASELINES =
      List.of(
          new Baseline(Side.INPUT, "x", EDGES, QUARTERS),
          new Baseline(Side.OUTPUT, "y", EDGES, QUARTERS));
  private static final Sketch AS_EVER = new Sketch(List.of(25L, 25L, 25L, 25L));
  private static final Sketch OTHER = new Sketch(List.of(55L, 15L, 15L, 15L));
  private static final Sketch FAR_OFF = new Sketch(List.of(85L, 5L, 5L, 5L));
  private static final Sketch NOTHING = new Sketch(List.of(0L, 0L, 0L, 0L));

  @ParameterizedTest
  @ValueSource(strings = {"prediction.drift.psi", "prediction.drift.ks"})
  void versionThatAloneAnswersOtherThanEverIsBlamed(String metric) {
    Judge judge = judge(metric);
    see(judge, AS_EVER, AS_EVER, OTHER, AS_EVER);
    assertThat(judge.opinion(0)).isEqualTo(Opinion.UNHEALTHY);
    assertThat(judge.warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"prediction.drift.psi", "prediction.drift.ks"})
  void whatTheVersionBeforeShowsTooIsTheWorlds(String metric) {
    Judge judge = judge(metric);
    see(judge, OTHER, OTHER, OTHER, OTHER);
    assertThat(judge.opinion(0)).isEqualTo(Opinion.HEALTHY);
    assertThat(judge.warnings().get("drift")).contains("not this version's");
  }

  @ParameterizedTest
  @ValueSource(strings = {"prediction.drift.psi", "prediction.drift.ks"})
  void withoutAVersionBeforeNobodyIsBlamedAndNobodyPasses(String metric) {
    Judge judge = judge(metric);
    see(judge, AS_EVER, NOTHING, FAR_OFF, NOTHING);
    assertThat(judge.opinion(0)).isEqualTo(Opinion.NOT_YET);
    assertThat(judge.warnings()).containsKey("drift");
  }

  @ParameterizedTest
  @ValueSource(strings = {"input.drift.psi", "input.drift.ks"})
  void driftOfInputsWarnsAndBlamesNobody(String metric) {
    Judge judge = judge(metric);
    see(judge, OTHER, NOTHING, OTHER, AS_EVER);
    assertThat(judge.opinion(0)).isEqualTo(Opinion.HEALTHY);
    assertThat(judge.warnings()).containsKey("drift");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "input.drift.psi",
        "input.drift.ks",
        "prediction.drift.psi",
        "prediction.drift.ks"
      })
  void withoutTrafficNothingPasses(String metric) {
    assertThat(judge(metric).opinion(0)).isEqualTo(Opinion.NOT_YET);
  }

  @Test
  void withoutABaselineNothingPasses() {
    Judge judge = new Judge(List.of(gate("prediction.drift.psi")), 0, 0, true, List.of());
    assertThat(judge.assess(0).reason()).contains("without a baseline");
  }

  @Test
  void sketchesOfTwoNodesJudgeAsOneThatSawAll() {
    Judge judge = judge("prediction.drift.ks");
    Sketch half = new Sketch(List.of(10L, 15L, 20L, 5L));
    Distance together = Distance.ks(BASELINES.get(1), half.plus(half), 0.01);
    Distance alone = Distance.ks(BASELINES.get(1), new Sketch(List.of(20L, 30L, 40L, 10L)), 0.01);
    assertThat(together).isEqualTo(alone);
    assertThat(judge.sizeBytes()).isLessThan(1_000);
  }

  private static Gate gate(String metric) {
    return Gate.of("drift", metric, true, "> 0.25", Compare.BASELINE, 0.01);
  }

  private static Judge judge(String metric) {
    return new Judge(List.of(gate(metric)), 0, 0, true, BASELINES);
  }

  /** A hundred times a hundred of each. */
  private static void see(
      Judge judge, Sketch inputs, Sketch inputsBefore, Sketch outputs, Sketch outputsBefore) {
    Observation seen =
        new Observation(
            1,
            100,
            0,
            0,
            100,
            0,
            1,
            1,
            0,
            0,
            0,
            0,
            0,
            0,
            List.of(
                new Observation.Drift(inputs, inputsBefore),
                new Observation.Drift(outputs, outputsBefore)));
    Stream.generate(() -> seen).limit(100).forEach(judge::observe);
  }
}
