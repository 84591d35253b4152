package dev.linnet.daemon.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.TensorSpec;
import dev.linnet.daemon.serving.TestModel;
import dev.linnet.daemon.trial.Trial.Outcome;
import dev.linnet.daemon.trial.Trial.TrialResult;
import dev.linnet.daemon.trial.VersionBefore.Limit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrialTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Looked for once; the tests hold with it and without. */
  private static final Sandbox SANDBOX = new Sandbox(Sandbox.Rule.AUTO);

  /** Of matrices whose product takes the processor some milliseconds. */
  private static final int SIDE = 512;

  private Path root;
  private Trial trial;

  @BeforeEach
  void start(@TempDir Path root) {
    this.root = root;
    this.trial = new Trial(LONG, SANDBOX);
  }

  @AfterEach
  void noChildIsLeft() throws InterruptedException {
    trial.close();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (ProcessHandle.current().children().anyMatch(ProcessHandle::isAlive)) {
      assertThat(System.nanoTime()).as("a child is left").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private TrialResult run(TestModel model) throws Exception {
    return trial.run(model.manifest(), model.directory()).get(90, TimeUnit.SECONDS);
  }

  private TrialResult run(Class<?> main, Duration time, long memoryBytes) throws Exception {
    trial.close();
    trial = new Trial(time, SANDBOX, main);
    TestModel model = TestModel.identity(root, TestModel.FLOAT);
    return trial
        .run(model.manifest(), model.directory(), new TrialLimits(time, memoryBytes))
        .get(90, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"test_Softmax", "test_Conv2d", "test_Embedding"})
  void modelsOfTheBackendTestsPass(String test) throws Exception {
    TrialResult result = run(TestModel.backend(root, test));
    assertThat(result.reason()).isEqualTo("its golden test passed");
    assertThat(result.passed()).isTrue();
  }

  @Test
  void modelWithoutGoldenTestsRunsOnZeros() throws Exception {
    TrialResult result = run(TestModel.classifier(root, "1", new float[][] {{1, 0}, {0, 1}}));
    assertThat(result.reason()).isEqualTo("ran once on zeros; it has no golden tests");
    assertThat(result.passed()).isTrue();
    assertThat(result.peakMemoryBytes()).isPositive();
  }

  @Test
  void goldenOutputThatDiffersFailsWithTheElement() throws Exception {
    TestModel model = TestModel.backend(root, "test_Conv2d");
    Path output = model.directory().resolve("test_data_set_0/output_0.pb");
    byte[] bytes = Files.readAllBytes(output);
    bytes[bytes.length - 1] ^= 0x40; // the exponent of the last float
    Files.write(output, bytes);
    TrialResult result = run(model);
    assertThat(result.passed()).isFalse();
    assertThat(result.reason())
        .startsWith("test_data_set_0: output '")
        .contains("at element 159, expected", "within rtol 0.001 and atol 1.0E-7");
  }

  @Test
  void missingAndDamagedTestDataIsNamed() throws Exception {
    TestModel model = TestModel.backend(root, "test_Softmax");
    Path input = model.directory().resolve("test_data_set_0/input_0.pb");
    byte[] bytes = Files.readAllBytes(input);
    Files.write(input, Arrays.copyOf(bytes, bytes.length / 2));
    assertThat(run(model).reason()).startsWith("test_data_set_0/input_0.pb: no ONNX tensor: ");
    Files.delete(input);
    assertThat(run(model).reason()).startsWith("test_data_set_0/input_0.pb: missing");
  }

  @Test
  void truncatedModelFails() throws Exception {
    TestModel model = TestModel.backend(root, "test_Conv2d");
    Path file = model.directory().resolve("model.onnx");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    TrialResult result = run(model);
    assertThat(result.passed()).isFalse();
    assertThat(result.reason()).startsWith("model.onnx").doesNotContain("\n");
  }

  @Test
  void operatorOfAnUnknownDomainFails() throws Exception {
    TrialResult result = run(TestModel.ofUnknownDomain(root, "com.example.native"));
    assertThat(result.passed()).isFalse();
    assertThat(result.reason()).contains("com.example.native").doesNotContain("\n");
  }

  /** The runtime's own names for memory, which it must not take from a file. */
  @ParameterizedTest
  @ValueSource(strings = {"*/_ORT_MEM_ADDR_/*", "*/_ORT_NATIVE_ENDIAN_MEM_ADDR_/*"})
  void weightsAtAnAddressOfMemoryAreNotLoaded(String marker) throws Exception {
    TrialResult result = run(TestModel.atAddress(root, marker));
    assertThat(result.passed()).isFalse();
    assertThat(result.reason()).doesNotContain("SIGSEGV", "\n");
  }

  @Test
  void manifestThatPromisesSomethingElseFails() throws Exception {
    TestModel model = TestModel.identity(root, TestModel.FLOAT);
    Manifest m = model.manifest();
    TestModel renamed =
        model.with(List.of(new TensorSpec("image", "FP32", List.of(-1L))), m.outputs());
    assertThat(run(renamed).reason())
        .isEqualTo("the manifest names the inputs [image], the model has [x]");
    Manifest older =
        new Manifest(
            m.digest(),
            m.name(),
            m.version(),
            null,
            m.modelPath(),
            m.files(),
            m.inputs(),
            m.outputs(),
            11,
            6,
            0,
            0,
            0);
    assertThat(run(new TestModel(older, model.directory())).reason())
        .isEqualTo(
            "the manifest says opset 11 and IR version 6, "
                + "model.onnx has opset 17 and IR version 8");
  }

  private TrialResult run(TestModel model, TestModel before) throws Exception {
    return run(model, before, new Limit(2, "the plan"), new Limit(2, "trial.memoryRatio"));
  }

  private TrialResult run(TestModel model, TestModel before, Limit latency, Limit memory)
      throws Exception {
    trial.close();
    trial = new Trial(Duration.ofMinutes(5), SANDBOX);
    VersionBefore than = new VersionBefore(before.manifest(), before.directory(), latency, memory);
    return trial.run(model.manifest(), model.directory(), than).get(300, TimeUnit.SECONDS);
  }

  @Test
  void versionThatTakesTenTimesAsLongIsRefused() throws Exception {
    TrialResult result =
        run(TestModel.power(root, "2", 40, SIDE), TestModel.power(root, "1", 4, SIDE));
    assertThat(result.reason())
        .matches(
            "a run took [0-9.]+ ms in the median, [0-9.]+ times the [0-9.]+ ms of version 1;"
                + " the plan allows 2.0 times");
    assertThat(result.passed()).isFalse();
  }

  @Test
  void versionThatTakesMuchMoreMemoryIsRefused() throws Exception {
    Limit any = new Limit(Double.POSITIVE_INFINITY, "nobody");
    TrialResult result =
        run(
            TestModel.hungry(root, "2", 160 << 20),
            TestModel.hungry(root, "1", 1 << 20),
            any,
            new Limit(2, "trial.memoryRatio"));
    assertThat(result.reason())
        .matches(
            "it took [0-9]+ MiB of memory, [0-9.]+ times the 64 MiB counted for version 1;"
                + " trial.memoryRatio allows 2.0 times");
    assertThat(result.passed()).isFalse();
  }

  @Test
  void equalVersionPassesWhileEveryProcessorIsBusy() throws Exception {
    TestModel candidate = TestModel.power(root, "2", 4, SIDE).withGoldenZeros(SIDE, SIDE);
    AtomicBoolean going = new AtomicBoolean(true);
    int processors = Runtime.getRuntime().availableProcessors();
    ExecutorService load = Executors.newFixedThreadPool(processors);
    try {
      for (int i = 0; i < processors; i++) {
        load.execute(
            () -> {
              while (going.get()) {
                Thread.onSpinWait();
              }
            });
      }
      TrialResult result = run(candidate, TestModel.power(root, "1", 4, SIDE));
      assertThat(result.reason())
          .startsWith("its golden test passed; it takes ")
          .contains("; version 1 takes ");
      assertThat(result.passed()).isTrue();
    } finally {
      going.set(false);
      load.shutdown();
    }
  }

  @Test
  void versionBeforeThatCannotBeMeasuredIsHeldAgainstNobody() throws Exception {
    TestModel before = TestModel.power(root, "1", 4, SIDE);
    Files.delete(before.directory().resolve("model.onnx"));
    TrialResult result = run(TestModel.power(root, "2", 4, SIDE), before);
    assertThat(result.reason())
        .startsWith("ran once on zeros; it has no golden tests; version 1 was not measured: ");
    assertThat(result.passed()).isTrue();
  }

  @Test
  void childThatHangsIsEnded() throws Exception {
    TrialResult result = run(BadChildren.Hangs.class, Duration.ofSeconds(5), 1L << 40);
    assertThat(result.passed()).isFalse();
    assertThat(result.reason())
        .isEqualTo("trial child took longer than 5.0 s while loading model.onnx");
  }

  @Test
  void childThatNativeCodeCrashesIsNamedBySignal() throws Exception {
    TrialResult result = run(BadChildren.Crashes.class, LONG, 1L << 40);
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.reason())
        .isEqualTo("trial child was killed by SIGSEGV while loading model.onnx");
  }

  @Test
  void childThatEndsBeforeItBeginsIsNoWordAgainstTheVersion() throws Exception {
    TrialResult result = run(BadChildren.NeverBegins.class, LONG, 1L << 40);
    assertThat(result.reason())
        .isEqualTo("trial child ended with exit code 1 and no result while starting");
    assertThat(result.outcome()).isEqualTo(Outcome.NOT_RUN);
  }

  @Test
  void childThatIsKilledIsNamedBySignal() throws Exception {
    TrialResult result = run(BadChildren.IsKilled.class, LONG, 1L << 40);
    assertThat(result.reason())
        .isEqualTo("trial child was killed by SIGKILL while loading model.onnx");
  }

  @Test
  void childThatTakesTooMuchMemoryIsEnded() throws Exception {
    TrialResult result = run(BadChildren.Devours.class, LONG, 120L << 20);
    assertThat(result.reason())
        .isEqualTo("trial child needed more than 120 MiB of memory while loading model.onnx");
    assertThat(result.peakMemoryBytes()).isGreaterThan(120L << 20);
  }

  @Test
  void childThatStartsThreadsWithoutEndIsEnded() throws Exception {
    TrialResult result = run(BadChildren.StartsThreads.class, LONG, 1L << 40);
    assertThat(result.reason())
        .isEqualTo("trial child started more than 200 threads while loading model.onnx");
  }

  @Test
  void modelThatAllocatesEightGigabytesIsRefusedThemByTheSystem() throws Exception {
    TrialResult result = run(TestModel.huge(root));
    assertThat(result.passed()).isFalse();
    assertThat(result.reason()).contains("alloc").doesNotContain("\n");
    assertThat(result.peakMemoryBytes()).isLessThan(1L << 30);
  }

  @Test
  void modelThatRunsWithoutEndIsEnded() throws Exception {
    trial.close();
    trial = new Trial(Duration.ofSeconds(10), SANDBOX);
    assertThat(run(TestModel.endless(root)).reason())
        .isEqualTo("trial child took longer than 10.0 s while running zeros");
  }

  @Test
  void endlessOutputIsThrownAwayAndTheResultStillRead() throws Exception {
    TrialResult result = run(BadChildren.Babbles.class, LONG, 1L << 40);
    assertThat(result.reason()).isEqualTo("fine");
    assertThat(result.passed()).isTrue();
  }

  @Test
  void childEndsWhenItsParentIsGone() throws Exception {
    TestModel model = TestModel.identity(root, TestModel.FLOAT);
    ChildCommand waits = new ChildCommand(BadChildren.Waits.class);
    Process child = ChildCommand.prepared(waits.java(root)).start();
    try (var stdin = child.getOutputStream()) {
      String task = TrialTask.of(model.manifest(), model.directory()).toJson();
      stdin.write((task + "\n").getBytes());
    }
    assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  /** No number that JSON can hold: what cannot even be told to a child ends no thread. */
  @Test
  void whateverGoesWrongBeforeAChildRunsIsSaidAndTheNextTrialRuns() throws Exception {
    TestModel model = TestModel.identity(root, TestModel.FLOAT);
    Manifest m = model.manifest();
    Manifest untold =
        new Manifest(
            m.digest(),
            m.name(),
            m.version(),
            null,
            m.modelPath(),
            m.files(),
            m.inputs(),
            m.outputs(),
            m.opset(),
            m.irVersion(),
            0,
            Double.NaN,
            0);
    TrialResult result = run(new TestModel(untold, model.directory()));
    assertThat(result.reason()).startsWith("the trial's child process could not be run: ");
    assertThat(result.outcome()).isEqualTo(Outcome.NOT_RUN);
    assertThat(run(model).passed()).isTrue();
  }

  @Test
  void trialsRunOneAfterTheOther() throws Exception {
    trial.close();
    trial = new Trial(Duration.ofMillis(700), SANDBOX, BadChildren.Hangs.class);
    TestModel model = TestModel.identity(root, TestModel.FLOAT);
    long start = System.nanoTime();
    var first = trial.run(model.manifest(), model.directory());
    var second = trial.run(model.manifest(), model.directory());
    Duration each =
        first.get(90, TimeUnit.SECONDS).took().plus(second.get(90, TimeUnit.SECONDS).took());
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(each);
  }

  @Test
  void closingEndsTheTrialsThatRun() throws IOException, Exception {
    trial.close();
    trial = new Trial(LONG, SANDBOX, BadChildren.Hangs.class);
    TestModel model = TestModel.identity(root, TestModel.FLOAT);
    var running = trial.run(model.manifest(), model.directory());
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (ProcessHandle.current().children().findAny().isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
    trial.close();
    assertThat(running.get(30, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.NOT_RUN);
  }
}
