package dev.linnet.daemon.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.health.Observation;
import dev.linnet.core.rollout.Share;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version in shadow is asked, counted, and heard by nobody. */
class ShadowServingTest {
  private static final float[][] FIRST_WINS_BY_X0 = {{1, 0}, {0, 1}};
  private static final float[][] THE_OTHER_WAY_ROUND = {{0, 1}, {1, 0}};

  private final TestListener told = new TestListener();
  private Path root;
  private ModelServer server;
  private TestModel one;

  @BeforeEach
  void oneServes(@TempDir Path root) throws Exception {
    this.root = root;
    server = new ModelServer(TestServing.config(2, 64, 0), told);
    one = TestModel.classifier(root, "1", FIRST_WINS_BY_X0);
    server.serve(one.manifest(), one.directory(), null);
    told.awaitStarted(one);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Observation askUntilSeen(TestModel candidate, long requests) throws Exception {
    Observation seen = told.awaitSum(candidate, sum -> true);
    while (seen.requests() < requests) {
      InferenceResult result = server.infer(one.request(x()));
      assertThat(result.version()).isEqualTo("1");
      assertThat(result.outputs().get(0).number(0)).isEqualTo(3);
      seen = told.awaitSum(candidate, sum -> true);
    }
    return seen;
  }

  private static Tensor x() {
    return Tensor.ofFloats("x", List.of(1L, 2L), 3, 5);
  }

  private void shadow(TestModel candidate, Share share) {
    server.shadow(candidate.manifest(), candidate.directory(), share);
  }

  @Test
  void whatItAnswersOtherwiseIsCountedAndNobodyHearsIt() throws Exception {
    TestModel two = TestModel.classifier(root, "2", THE_OTHER_WAY_ROUND);
    shadow(two, Share.WHOLE);
    Observation seen = askUntilSeen(two, 40);
    assertThat(seen.failures()).isZero();
    assertThat(seen.compared()).isEqualTo(seen.requests());
    assertThat(seen.disagreed()).isEqualTo(seen.compared());
    assertThat(seen.latencyP95Nanos()).isPositive();
    assertThat(seen.previousP95Nanos()).isPositive();
    assertThat(server.models().get(0).loaded()).as("what a request may name").hasSize(1);
  }

  @Test
  void whatItRefusesOfAnsweredRequestsIsItsFailure() throws Exception {
    TestModel three = TestModel.classifier(root, "3", new float[][] {{1, 0}, {0, 1}, {1, 1}});
    shadow(three, Share.WHOLE);
    Observation seen = askUntilSeen(three, 40);
    assertThat(seen.failures()).isEqualTo(seen.requests());
    assertThat(seen.compared()).isZero();
  }

  @Test
  void orderToServeTakesOverWhatIsLoaded() throws Exception {
    TestModel two = TestModel.classifier(root, "2", THE_OTHER_WAY_ROUND);
    shadow(two, Share.WHOLE);
    askUntilSeen(two, 1);
    Files.delete(two.directory().resolve("model.onnx"));
    server.serve(two.manifest(), two.directory(), one.warm());
    told.awaitStarted(two);
    assertThat(server.infer(one.request(x())).version()).isEqualTo("2");
  }

  @Test
  void versionThatIsKeptWarmIsShadowedAsItIs() throws Exception {
    TestModel two = TestModel.classifier(root, "2", THE_OTHER_WAY_ROUND);
    server.serve(two.manifest(), two.directory(), one.warm());
    told.awaitStarted(two);
    Files.delete(one.directory().resolve("model.onnx"));
    shadow(one, Share.WHOLE);
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (told.awaitSum(one, sum -> true).requests() == 0) {
      assertThat(server.infer(one.request(x())).version()).isEqualTo("2");
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
    server.endShadow(one.manifest().name());
    server.serve(one.manifest(), one.directory(), two.warm());
    told.awaitStarted(one);
    assertThat(server.infer(one.request(x())).version()).isEqualTo("1");
  }

  @Test
  void whatCannotBeLoadedIsToldAndWhatServesServesOn() throws Exception {
    TestModel two = TestModel.classifier(root, "2", THE_OTHER_WAY_ROUND);
    Files.delete(two.directory().resolve("model.onnx"));
    shadow(two, Share.WHOLE);
    assertThat(told.awaitChange()).startsWith("not shadowed ").contains("model.onnx");
    assertThat(server.infer(one.request(x())).version()).isEqualTo("1");
  }

  @Test
  void endedShadowIsLetGoOf() throws Exception {
    TestModel two = TestModel.classifier(root, "2", THE_OTHER_WAY_ROUND);
    shadow(two, Share.WHOLE);
    askUntilSeen(two, 1);
    server.endShadow(two.manifest().name());
    Files.delete(two.directory().resolve("model.onnx"));
    server.serve(two.manifest(), two.directory(), null);
    assertThat(told.awaitChange()).as("it is loaded anew").startsWith("failed model.onnx");
  }

  /** One is under way and two wait; the fourth finds no place. */
  @Test
  void whatItCannotKeepUpWithIsDropped() throws Exception {
    Version version = Version.open(one.manifest(), one.directory(), RuntimeOptions.small(), null);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger ran = new AtomicInteger();
    CountDownLatch last = new CountDownLatch(3);
    Consumer<RequestMemory.Held> work =
        memory -> {
          begun.countDown();
          try {
            goOn.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          ran.incrementAndGet();
          last.countDown();
        };
    try (SecondRuns runs = new SecondRuns(2, 1 << 20, RequestMemory.unbounded())) {
      runs.offer(version, version, one.request(x()), List.of(), work);
      begun.await();
      for (int i = 0; i < 3; i++) {
        runs.offer(version, version, one.request(x()), List.of(), work);
      }
      goOn.countDown();
      last.await();
    }
    assertThat(ran).hasValue(3);
    version.release();
    assertThat(version.acquire()).as("nobody holds it any more").isFalse();
  }

  @Test
  void runThatBreaksHoldsUpNoOther() throws Exception {
    Version version = Version.open(one.manifest(), one.directory(), RuntimeOptions.small(), null);
    RequestMemory memory = RequestMemory.unbounded();
    CountDownLatch second = new CountDownLatch(1);
    try (SecondRuns runs = new SecondRuns(2, 1 << 20, memory)) {
      runs.offer(
          version,
          version,
          one.request(x()),
          List.of(),
          held -> {
            throw new OutOfMemoryError("as asked");
          });
      runs.offer(version, version, one.request(x()), List.of(), held -> second.countDown());
      assertThat(second.await(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(memory.takenBytes()).isZero();
    version.release();
    assertThat(version.acquire()).as("nobody holds it any more").isFalse();
  }
}
