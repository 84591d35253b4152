package dev.linnet.daemon.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.health.Assessment.Opinion;
import dev.linnet.core.health.Gate;
import dev.linnet.core.health.Gate.Compare;
import dev.linnet.core.health.Judge;
import dev.linnet.core.health.Observation;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.trust.Digest;
import dev.linnet.testmesh.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a version takes of this very process's memory, as the kernel and the judge see it. */
class MemoryServingTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Gate AMOUNT =
      Gate.of("amount", "inference.memory_bytes", false, "<= 160Mi", Compare.NONE, 0.01);
  private static final Gate RATIO =
      Gate.of("ratio", "inference.memory_ratio", false, "<= 2.0", Compare.PREVIOUS, 0.01);

  private final Judges judges = new Judges();
  private ModelServer server = new ModelServer(TestServing.config(2, 64, 0), judges);
  private TestModel frugal;
  private TestModel greedy;
  private TestModel alike;

  /** Judges what is told of the version in question by both gates apart. */
  private static final class Judges implements ModelServer.Listener {
    private final TestListener told = new TestListener();
    private @Nullable Digest of;
    private Judge byAmount = judge(AMOUNT);
    private Judge byRatio = judge(RATIO);

    private static Judge judge(Gate gate) {
      return new Judge(List.of(gate), 0, 0, true, List.of());
    }

    synchronized void begin(TestModel model) {
      of = model.manifest().digest();
      byAmount = judge(AMOUNT);
      byRatio = judge(RATIO);
    }

    @Override
    public void servingStarted(ModelName model, Digest manifest) {
      told.servingStarted(model, manifest);
    }

    @Override
    public void servingFailed(ModelName model, Digest manifest, String reason) {
      told.servingFailed(model, manifest, reason);
    }

    @Override
    public synchronized void observed(ModelName model, Digest manifest, Observation seen) {
      told.observed(model, manifest, seen);
      if (manifest.equals(of)) {
        byAmount.observe(seen);
        byRatio.observe(seen);
      }
    }

    Observation told(TestModel model) {
      try {
        return told.awaitSum(model, sum -> true);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    synchronized Opinion byAmount() {
      return byAmount.opinion(1);
    }

    synchronized Opinion byRatio() {
      return byRatio.opinion(1);
    }

    synchronized String reasons() {
      return byAmount.assess(1).reason() + "; " + byRatio.assess(1).reason();
    }
  }

  @BeforeEach
  void threeVersions(@TempDir Path root) throws Exception {
    frugal = TestModel.hungry(root, "1", 1 << 20);
    greedy = TestModel.hungry(root, "2", 320 << 20);
    alike = TestModel.hungry(root, "3", 2 << 20);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void askUntilJudged(TestModel model, boolean ratioToo) {
    Await.until(
        judges::reasons,
        PATIENCE,
        () -> {
          for (int i = 0; i < 4; i++) {
            server.infer(model.request(Tensor.ofFloats("x", List.of(1L, 2L), 3, 5)));
          }
          return judges.byAmount() != Opinion.NOT_YET
              && (!ratioToo || judges.byRatio() != Opinion.NOT_YET);
        });
  }

  @Test
  void versionThatEatsMemoryIsFoundAndAFrugalOneIsNot() throws Exception {
    start(frugal, null);
    askUntilJudged(frugal, false);
    assertThat(judges.byAmount()).isEqualTo(Opinion.HEALTHY);

    start(greedy, frugal);
    askUntilJudged(greedy, true);
    assertThat(List.of(judges.byAmount(), judges.byRatio())).containsOnly(Opinion.UNHEALTHY);
    assertThat(judges.reasons())
        .contains("windows took more than 160 MiB")
        .contains("took more than 2.00 times the memory of the version before");

    start(frugal, null);
    askUntilJudged(frugal, false);
    start(alike, frugal);
    askUntilJudged(alike, true);
    assertThat(List.of(judges.byAmount(), judges.byRatio())).containsOnly(Opinion.HEALTHY);
  }

  @Test
  void spansWithoutAComparisonTellWhatMemoryIsTaken() throws Exception {
    server.close();
    server = new ModelServer(TestServing.config(2, 64, 0.25), judges);
    start(frugal, null);
    start(alike, frugal);
    Await.until(
        "what is taken is told, and versions are compared",
        PATIENCE,
        () -> {
          server.infer(alike.request(Tensor.ofFloats("x", List.of(1L, 2L), 3, 5)));
          return judges.told(alike).memoryBytes() > 0 && judges.told(alike).compared() > 0;
        });
  }

  private void start(TestModel model, @Nullable TestModel before) throws Exception {
    server.serve(model.manifest(), model.directory(), before == null ? null : before.warm());
    judges.told.awaitStarted(model);
    judges.begin(model);
  }
}
