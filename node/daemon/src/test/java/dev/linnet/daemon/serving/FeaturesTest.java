package dev.linnet.daemon.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.health.Assessment.Opinion;
import dev.linnet.core.health.Baseline;
import dev.linnet.core.health.Baseline.Side;
import dev.linnet.core.health.Gate;
import dev.linnet.core.health.Gate.Compare;
import dev.linnet.core.health.Judge;
import dev.linnet.core.health.Observation;
import dev.linnet.core.health.Sketch;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What live answers of real models add to the bins of their manifest's baselines. */
class FeaturesTest {
  private static final float[][] AS_ASKED = {{1, 0}, {0, 1}};
  private static final float[][] ALWAYS_FIRST = {{1, 0}, {1, 0}};
  private static final List<Baseline> BASELINES =
      List.of(
          new Baseline(Side.INPUT, "x", List.of(0.0, 10.0), List.of(0.1, 0.8, 0.1)),
          new Baseline(Side.OUTPUT, "scores", List.of(0.0), List.of(0.5, 0.5)));

  private final Path root;
  private final TestListener told = new TestListener();
  private final ModelServer server = new ModelServer(TestServing.config(2, 64, 1), told);

  FeaturesTest(@TempDir Path root) {
    this.root = root;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void serve(TestModel before, TestModel model) throws Exception {
    server.serve(before.manifest(), before.directory(), null);
    told.awaitStarted(before);
    server.serve(model.manifest(), model.directory(), before.warm());
    told.awaitStarted(model);
  }

  private static Tensor x(float... features) {
    return Tensor.ofFloats("x", List.of(features.length / 2L, 2L), features);
  }

  private static Sketch counts(long... counts) {
    return new Sketch(Arrays.stream(counts).boxed().toList());
  }

  @Test
  void rowsFallIntoBinsByMeanOfInputsAndMostLikelyClassOfScores() throws Exception {
    TestModel one = TestModel.classifier(root, "1", AS_ASKED);
    TestModel two = TestModel.classifier(root, "2", ALWAYS_FIRST).with(BASELINES);
    serve(one, two);
    server.infer(two.request(x(1, 2, 3, 1, -4, -6)));
    server.infer(two.request(x(20, 30)));
    server.infer(two.request(x(Float.NaN, 1)));
    Observation seen = told.awaitSum(two, sum -> sum.compared() == 3);
    assertThat(seen.drift())
        .containsExactly(
            new Observation.Drift(counts(1, 2, 2), counts(1, 2, 2)),
            // A row with NaN has no most likely class, and what is no number is in the last bin.
            new Observation.Drift(counts(3, 2), counts(2, 3)));
  }

  @Test
  void largeBatchCountsForSixtyFourRows() throws Exception {
    TestModel one = TestModel.classifier(root, "1", AS_ASKED).with(BASELINES);
    server.serve(one.manifest(), one.directory(), null);
    told.awaitStarted(one);
    float[] rows = new float[2 * 1000];
    server.infer(one.request(x(rows)));
    Observation seen = told.awaitSum(one, sum -> sum.requests() == 1);
    assertThat(seen.drift().get(0).current()).isEqualTo(counts(64, 0, 0));
    assertThat(seen.drift().get(1).current()).isEqualTo(counts(64, 0));
  }

  @Test
  void versionWithoutBaselinesCountsNothing() throws Exception {
    TestModel one = TestModel.classifier(root, "1", AS_ASKED);
    server.serve(one.manifest(), one.directory(), null);
    told.awaitStarted(one);
    server.infer(one.request(x(1, 2)));
    assertThat(told.awaitSum(one, sum -> sum.requests() == 1).drift()).isEmpty();
  }

  @Test
  void whatServesIsCountedByTheBaselinesOfAnotherVersionToo() throws Exception {
    TestModel one = TestModel.classifier(root, "1", AS_ASKED);
    TestModel two = TestModel.classifier(root, "2", ALWAYS_FIRST).with(BASELINES);
    serve(two, one);
    server.witness(two.manifest());
    server.infer(one.request(x(1, 2, 3, 1, -4, -6)));
    assertThat(told.awaitTestimony(one, 3)).containsExactly(counts(2, 1));
    server.endWitness(one.manifest().name());
    server.infer(one.request(x(5, 4)));
    told.awaitSum(one, sum -> sum.requests() == 2);
    assertThat(told.awaitTestimony(one, 3)).containsExactly(counts(2, 1));
  }

  @Test
  void versionThatAnswersOneClassAloneIsBlamedByTheJudge() throws Exception {
    TestModel one = TestModel.classifier(root, "1", AS_ASKED);
    TestModel two = TestModel.classifier(root, "2", ALWAYS_FIRST).with(BASELINES);
    serve(one, two);
    for (int i = 0; i < 300; i++) {
      server.infer(two.request(i % 2 == 0 ? x(1, 2) : x(2, 1)));
      int sent = i + 1;
      if (sent % 50 == 0) {
        told.awaitSum(
            two, sum -> sum.compared() == sent); // comparing drops what it cannot keep up with
      }
    }
    Gate gate = Gate.of("drift", "prediction.drift.ks", true, "> 0.1", Compare.BASELINE, 0.01);
    Judge judge = new Judge(List.of(gate), 0, 0, true, BASELINES);
    assertThat(judge.assess(1).opinion()).isEqualTo(Opinion.NOT_YET);
    judge.observe(told.awaitSum(two, sum -> sum.compared() == 300));
    assertThat(judge.assess(1).opinion()).isEqualTo(Opinion.UNHEALTHY);
    assertThat(judge.assess(1).evidence().sketches())
        .isEqualTo(
            Map.of(
                "OUTPUT scores", counts(300, 0),
                "OUTPUT scores of the version before", counts(150, 150)));
  }
}
