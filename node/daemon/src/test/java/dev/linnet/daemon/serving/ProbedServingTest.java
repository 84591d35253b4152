package dev.linnet.daemon.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.health.Assessment.Opinion;
import dev.linnet.core.health.Gate;
import dev.linnet.core.health.Gate.Compare;
import dev.linnet.core.health.Judge;
import dev.linnet.core.health.Observation;
import dev.linnet.daemon.probe.ProbeConfig;
import dev.linnet.daemon.probe.Prober;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The owner's probe is a real process, and what it says counts for the version that serves. */
class ProbedServingTest {
  private static final float[][] WEIGHTS = {{1, 0}, {0, 1}};

  private final Path root;
  private final TestListener told = new TestListener();
  private final ModelServer server =
      new ModelServer(ServingConfig.defaults(RuntimeOptions.small()), told);
  private final BlockingQueue<String> sentences = new LinkedBlockingQueue<>();

  ProbedServingTest(@TempDir Path root) {
    this.root = root;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private TestModel serve(String version) throws Exception {
    TestModel model = TestModel.classifier(root, version, WEIGHTS);
    server.serve(model.manifest(), model.directory(), null);
    told.awaitStarted(model);
    return model;
  }

  private Prober probing() {
    ProbeConfig config =
        new ProbeConfig(
            List.of("/bin/sh", "-c", "test -e well"),
            null,
            root,
            Duration.ofMillis(1),
            Duration.ofSeconds(30));
    return new Prober(
        config,
        new Prober.Listener() {
          @Override
          public void due(Prober.Run run) throws InterruptedException {
            server.probe(run);
          }

          @Override
          public void failing(String sentence) {
            sentences.add(sentence);
          }

          @Override
          public void passesAgain(String sentence) {
            sentences.add(sentence);
          }
        });
  }

  @Test
  void judgePassesVersionOnProbesAloneAndCondemnsItOnceTheyFail() throws Exception {
    Gate gate = Gate.of("mine", "probe.failure_ratio", true, "> 0.05", Compare.NONE, 0.01);
    Path well = Files.createFile(root.resolve("well"));
    TestModel model = serve("1");
    try (Prober prober = probing()) {
      Observation passing = told.awaitSum(model, sum -> sum.probes() >= 35);
      assertThat(passing.probesFailed()).isZero();
      assertThat(passing.requests()).isZero();
      assertThat(opinion(gate, passing)).isEqualTo(Opinion.HEALTHY);
      Files.delete(well);
      assertThat(sentences.poll(20, TimeUnit.SECONDS))
          .isEqualTo("probe /bin/sh ended with exit code 1");
      Observation failing = told.awaitSum(model, sum -> sum.probesFailed() >= 35);
      assertThat(opinion(gate, failing)).isEqualTo(Opinion.UNHEALTHY);
      Files.createFile(well);
      assertThat(sentences.poll(20, TimeUnit.SECONDS)).isEqualTo("probe /bin/sh passes again");
    }
    assertThat(sentences).isEmpty();
  }

  private static Opinion opinion(Gate gate, Observation seen) {
    Judge judge = new Judge(List.of(gate), 0, 0, true, List.of());
    judge.observe(seen);
    return judge.opinion(1);
  }

  @Test
  void probeIsNotRunWhileNothingServesAndSaysNothingOfVersionThatCameDuringIt() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    server.probe(() -> runs.incrementAndGet() > 0);
    assertThat(runs).hasValue(0);
    TestModel one = serve("1");
    TestModel[] two = new TestModel[1];
    server.probe(
        () -> {
          try {
            two[0] = serve("2");
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
          return false;
        });
    server.probe(() -> true);
    Observation seen = told.awaitSum(two[0], sum -> sum.probes() > 0);
    assertThat(seen.probes()).isEqualTo(1);
    assertThat(seen.probesFailed()).isZero();
    assertThat(told.awaitSum(one, sum -> true).probes()).isZero();
  }
}
