package dev.linnet.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.health.Assessment.Opinion;
import dev.linnet.core.health.Baseline.Side;
import dev.linnet.core.health.Gate.Compare;
import dev.linnet.core.mesh.NodeName;
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
  private static final String THE_WORLDS = "gate drift sees drift that is not this version's";
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
    assertThat(judge.warnings()).containsOnlyKeys(THE_WORLDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"prediction.drift.psi", "prediction.drift.ks"})
  void withoutAVersionBeforeNobodyIsBlamedAndNobodyPasses(String metric) {
    Judge judge = judge(metric);
    see(judge, AS_EVER, NOTHING, FAR_OFF, NOTHING);
    assertThat(judge.opinion(0)).isEqualTo(Opinion.NOT_YET);
    assertThat(judge.warnings())
        .containsOnlyKeys("gate drift sees drift, and nothing tells yet whose it is");
  }

  @ParameterizedTest
  @ValueSource(strings = {"input.drift.psi", "input.drift.ks"})
  void driftOfInputsWarnsAndBlamesNobody(String metric) {
    Judge judge = judge(metric);
    see(judge, OTHER, NOTHING, OTHER, AS_EVER);
    assertThat(judge.opinion(0)).isEqualTo(Opinion.HEALTHY);
    assertThat(judge.warnings()).containsOnlyKeys(THE_WORLDS);
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

  @ParameterizedTest
  @ValueSource(strings = {"prediction.drift.psi", "prediction.drift.ks"})
  void whatNeighboursSeeOfTheVersionBeforeIsTheWorlds(String metric) {
    Judge judge = amongNeighbours(metric);
    rounds(judge, OTHER, OTHER, OTHER, OTHER);
    assertThat(judge.opinion(0)).isEqualTo(Opinion.HEALTHY);
    assertThat(judge.warnings()).containsOnlyKeys(THE_WORLDS);
    assertThat(judge.warnings().get(THE_WORLDS)).contains("at neighbours");
  }

  @ParameterizedTest
  @ValueSource(strings = {"prediction.drift.psi", "prediction.drift.ks"})
  void versionThatDriftsAloneAmongNeighboursIsBlamed(String metric) {
    Judge judge = amongNeighbours(metric);
    rounds(judge, OTHER, AS_EVER, AS_EVER, AS_EVER);
    assertThat(judge.assess(0).opinion()).isEqualTo(Opinion.UNHEALTHY);
    assertThat(judge.assess(0).reason()).contains("the version before 0.00 at neighbours");
  }

  @Test
  void driftOfTheWorldIsNotBlamedWhileWordOfItIsOnItsWay() {
    Judge judge = amongNeighbours("prediction.drift.ks");
    rounds(judge, AS_EVER, AS_EVER, AS_EVER, AS_EVER);
    for (int i = 0; i < 5; i++) {
      see(judge, AS_EVER, NOTHING, FAR_OFF, NOTHING);
    }
    tell(judge, "eu-2", times(AS_EVER, 400));
    assertThat(judge.condemns()).as("eu-3 and eu-4 were not heard since").isFalse();
    tell(judge, "eu-3", times(AS_EVER, 300).plus(times(FAR_OFF, 500)));
    tell(judge, "eu-4", times(AS_EVER, 300).plus(times(FAR_OFF, 500)));
    tell(judge, "eu-2", times(AS_EVER, 400).plus(times(FAR_OFF, 500)));
    assertThat(judge.condemns()).isFalse();
  }

  @Test
  void ownRequestsDecideWhereTheVersionBeforeAnswersThemToo() {
    Judge judge = amongNeighbours("prediction.drift.ks");
    tell(judge, "eu-2", NOTHING);
    tell(judge, "eu-2", times(OTHER, 100));
    tell(judge, "eu-2", times(OTHER, 200));
    see(judge, AS_EVER, AS_EVER, OTHER, AS_EVER);
    assertThat(judge.opinion(0)).isEqualTo(Opinion.UNHEALTHY);
  }

  @Test
  void whatNeighboursCountedBeforeTheVersionServedDoesNotCount() {
    Judge judge = amongNeighbours("prediction.drift.ks");
    Sketch longAgo = times(AS_EVER, 1_000_000);
    tell(judge, "eu-2", longAgo);
    see(judge, AS_EVER, NOTHING, OTHER, NOTHING);
    tell(judge, "eu-2", longAgo.plus(times(OTHER, 100)));
    tell(judge, "eu-2", longAgo.plus(times(OTHER, 200)));
    assertThat(judge.opinion(0)).isEqualTo(Opinion.HEALTHY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"prediction.drift.psi", "prediction.drift.ks"})
  void neighbourThatMakesCountsUpNeitherBlamesNorExcuses(String metric) {
    Judge inDrift = amongNeighbours(metric);
    rounds(inDrift, OTHER, OTHER, OTHER, times(AS_EVER, 1_000_000));
    assertThat(inDrift.opinion(0)).isEqualTo(Opinion.HEALTHY);
    Judge alone = amongNeighbours(metric);
    rounds(alone, OTHER, AS_EVER, AS_EVER, times(FAR_OFF, 1_000_000));
    assertThat(alone.opinion(0)).isEqualTo(Opinion.UNHEALTHY);
  }

  @Test
  void neighbourThatFallsSilentOrBeganAnewHoldsNothingUp() {
    Judge judge = amongNeighbours("prediction.drift.ks");
    tell(judge, "silent", NOTHING);
    tell(judge, "eu-2", times(AS_EVER, 500));
    see(judge, AS_EVER, NOTHING, OTHER, NOTHING);
    for (int i = 1; i <= 6; i++) {
      tell(judge, "eu-2", times(AS_EVER, 100L * i));
    }
    assertThat(judge.condemns()).isTrue();
  }

  @Test
  void countsByOtherBinsAreNotTaken() {
    Judge judge = amongNeighbours("prediction.drift.ks");
    Sketch three = new Sketch(List.of(1L, 2L, 3L));
    assertThat(judge.hear(new NodeName("eu-2"), List.of(three))).isFalse();
    assertThat(judge.hear(new NodeName("eu-2"), List.of(AS_EVER, AS_EVER))).isFalse();
    assertThat(judge.hear(new NodeName("eu-2"), List.of(AS_EVER))).isTrue();
    Judge alone = judge("prediction.drift.ks");
    assertThat(alone.hear(new NodeName("eu-2"), List.of(three))).as("hears nobody").isTrue();
  }

  @Test
  void whatIsKeptOfNeighboursIsBounded() {
    Judge judge = amongNeighbours("prediction.drift.ks");
    int size = judge.sizeBytes();
    for (int i = 0; i < 1_000; i++) {
      tell(judge, "n" + i, AS_EVER);
    }
    assertThat(judge.sizeBytes()).isEqualTo(size).isLessThan(5_000);
  }

  /** Rounds, in each of which this node and three neighbours see a hundred times a hundred. */
  private static void rounds(Judge judge, Sketch own, Sketch... neighbours) {
    for (int round = 0; round < 4; round++) {
      for (int i = 0; i < neighbours.length; i++) {
        tell(judge, "eu-" + (i + 2), times(neighbours[i], 100L * round));
      }
      see(judge, AS_EVER, NOTHING, own, NOTHING);
    }
  }

  private static void tell(Judge judge, String neighbour, Sketch shown) {
    judge.hear(new NodeName(neighbour), List.of(shown));
  }

  private static Sketch times(Sketch sketch, long times) {
    return new Sketch(sketch.counts().stream().map(count -> count * times).toList());
  }

  private static Judge amongNeighbours(String metric) {
    return new Judge(List.of(gate(metric)), 0, 0, true, BASELINES, true);
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
