package dev.linnet.daemon.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.Lease;
import dev.linnet.core.health.Observation;
import dev.linnet.core.model.TensorSpec;
import dev.linnet.daemon.serving.InferenceException.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelServerTest {
  private static final float[][] FIRST_WINS_BY_X0 = {{1, 0}, {0, 1}};
  private static final float[][] THE_OTHER_WAY_ROUND = {{0, 1}, {1, 0}};

  private Path root;
  private final TestListener told = new TestListener();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private ModelServer server;

  @BeforeEach
  void start(@TempDir Path root) {
    this.root = root;
    server = new ModelServer(TestServing.config(2, 64, 1), told, meters);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Tensor x(float... features) {
    return Tensor.ofFloats("x", List.of(features.length / 2L, 2L), features);
  }

  private void serve(TestModel model, @Nullable TestModel before) throws InterruptedException {
    server.serve(model.manifest(), model.directory(), before == null ? null : before.warm());
    told.awaitStarted(model);
  }

  @Test
  void turnIsOverWhileTheAnswerIsNoted() throws Exception {
    TestModel one = TestModel.classifier(root, "1", FIRST_WINS_BY_X0);
    List<Boolean> taken = new ArrayList<>();
    meters.config().onMeterAdded(meter -> taken.add(server.isAnswering()));
    serve(one, null);
    server.infer(one.request(x(3, 5)));
    assertThat(taken).isNotEmpty().containsOnly(false);
  }

  @Test
  void orderWhoseLeaseRanOutSwapsNothingAndTheNextOneServes() throws Exception {
    TestModel one = TestModel.classifier(root, "1", FIRST_WINS_BY_X0);
    TestModel two = TestModel.classifier(root, "2", THE_OTHER_WAY_ROUND);
    serve(one, null);
    Lease over = new Lease(System.nanoTime() - 1, Long.MAX_VALUE);
    server.serve(two.manifest(), two.directory(), one.warm(), null, over);
    assertThat(told.awaitChange()).isEqualTo("late " + two.manifest().digest());
    assertThat(server.infer(one.request(x(3, 5))).version()).isEqualTo("1");
    serve(two, one);
    assertThat(server.infer(one.request(x(3, 5))).version()).isEqualTo("2");
  }

  @Test
  void hundredSwapsUnderLoadFailNoRequestAndEveryAnswerIsTheNamedVersions() throws Exception {
    TestModel one = TestModel.classifier(root, "1", FIRST_WINS_BY_X0);
    TestModel two = TestModel.classifier(root, "2", THE_OTHER_WAY_ROUND);
    serve(one, null);
    AtomicBoolean going = new AtomicBoolean(true);
    AtomicLong answers = new AtomicLong();
    Set<String> versions = ConcurrentHashMap.newKeySet();
    Callable<Void> client =
        () -> {
          while (going.get()) {
            InferenceResult result = server.infer(one.request(x(3, 5)));
            double firstScore = result.outputs().get(0).number(0);
            assertThat(firstScore).isEqualTo(result.version().equals("1") ? 3 : 5);
            versions.add(result.version());
            answers.incrementAndGet();
          }
          return null;
        };
    ExecutorService clients = Executors.newFixedThreadPool(4);
    try {
      List<Future<Void>> running = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        running.add(clients.submit(client));
      }
      for (int i = 1; i <= 100; i++) {
        TestModel next = i % 2 == 0 ? one : two;
        TestModel before = i % 2 == 0 ? two : one;
        serve(next, i % 3 == 0 ? null : before); // every third time the other is loaded anew
      }
      going.set(false);
      for (Future<Void> future : running) {
        future.get(30, TimeUnit.SECONDS);
      }
    } finally {
      going.set(false);
      clients.shutdownNow();
    }
    ModelView view = server.models().get(0);
    assertThat(versions).containsExactlyInAnyOrder("1", "2");
    assertThat(view.failed()).isZero();
    assertThat(view.answered()).isEqualTo(answers.get());
  }

  @Test
  void goingBackToTheWarmVersionNeedsNoFile() throws Exception {
    TestModel one = TestModel.classifier(root, "1", FIRST_WINS_BY_X0);
    TestModel two = TestModel.classifier(root, "2", THE_OTHER_WAY_ROUND);
    serve(one, null);
    serve(two, one);
    Files.delete(one.directory().resolve("model.onnx"));

    serve(one, null);

    assertThat(server.infer(one.request(x(3, 5))).version()).isEqualTo("1");
    assertThat(server.models().get(0).loaded()).hasSize(1);
  }

  @Test
  void versionServesUncomparedIfTheOneBeforeCannotBeLoaded() throws Exception {
    TestModel one = TestModel.classifier(root, "1", FIRST_WINS_BY_X0);
    TestModel two = TestModel.classifier(root, "2", THE_OTHER_WAY_ROUND);
    ModelServer.Warm lost = new ModelServer.Warm(one.manifest(), root.resolve("lost"));
    server.serve(two.manifest(), two.directory(), lost);
    told.awaitStarted(two);
    assertThat(told.awaitChange())
        .isEqualTo(
            "uncompared version 1 could not be loaded beside it"
                + " (model.onnx: there is no such file)");
  }

  @Test
  void versionBeforeIsUnloadedWhereItIsNotToStayWarm() throws Exception {
    server.close();
    server = new ModelServer(TestServing.config(2, 64, 1).with(Map.of(), false), told, meters);
    TestModel one = TestModel.classifier(root, "1", FIRST_WINS_BY_X0);
    TestModel two = TestModel.classifier(root, "2", THE_OTHER_WAY_ROUND);
    serve(one, null);
    serve(two, one);
    assertThat(server.models().get(0).loaded()).hasSize(1);
    serve(one, null);
    assertThat(server.infer(one.request(x(3, 5))).version()).isEqualTo("1");
  }

  private static Tensor square(int side) {
    ByteBuffer zeros = ByteBuffer.allocate(side * side * Float.BYTES);
    return Tensor.of("x", Datatype.FP32, List.of((long) side, (long) side), zeros);
  }

  @Test
  void quickIsWhatAnsweredQuicklyLatelyAndIsNotBatched() throws Exception {
    TestModel one = TestModel.classifier(root, "1", FIRST_WINS_BY_X0);
    serve(one, null);
    assertThat(server.isQuick("classifier")).as("before its first answer").isFalse();
    assertThat(server.isQuick("nobody")).isFalse();
    TestModel slow = TestModel.power(root, 30);
    serve(slow, null);
    server.infer(slow.request(square(300)));
    assertThat(server.isQuick("power")).as("after an answer that took long").isFalse();
    assertEventually(
        () -> {
          server.infer(one.request(x(3, 5)));
          return server.isQuick("classifier");
        });
  }

  @Test
  void oneSlowAnswerAmongQuickOnesChangesNothing() throws Exception {
    TestModel model = TestModel.power(root, 3);
    serve(model, null);
    assertEventually(
        () -> {
          for (int i = 0; i < 30; i++) {
            server.infer(model.request(square(1)));
          }
          server.infer(model.request(square(300)));
          return server.isQuick("power");
        });
  }

  @Test
  void versionThatCannotBeLoadedLeavesTheOneBeforeServing() throws Exception {
    TestModel one = TestModel.classifier(root, "1", FIRST_WINS_BY_X0);
    TestModel two = TestModel.classifier(root, "2", THE_OTHER_WAY_ROUND);
    serve(one, null);
    Path file = two.directory().resolve("model.onnx");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));

    server.serve(two.manifest(), two.directory(), one.warm());

    assertThat(told.awaitChange()).startsWith("failed model.onnx: ").doesNotContain("\n");
    assertThat(server.infer(one.request(x(3, 5))).version()).isEqualTo("1");
    assertThat(server.isReady()).isTrue();
  }

  @Test
  void randomBytesSequencesAndBrokenPromisesAreRefusedAtLoad() throws Exception {
    TestModel noise = TestModel.classifier(root, "9", FIRST_WINS_BY_X0);
    Files.write(noise.directory().resolve("model.onnx"), "no model at all".getBytes());
    server.serve(noise.manifest(), noise.directory(), null);
    assertThat(told.awaitChange()).startsWith("failed model.onnx: ");

    TestModel sequence = TestModel.sequence(root);
    server.serve(sequence.manifest(), sequence.directory(), null);
    assertThat(told.awaitChange()).contains("output 'y' is a sequence", "only tensors are served");

    TestModel promised =
        TestModel.identity(root, TestModel.FLOAT)
            .with(
                List.of(new TensorSpec("x", "INT64", List.of(-1L))),
                List.of(new TensorSpec("y", "FP32", List.of(-1L))));
    server.serve(promised.manifest(), promised.directory(), null);
    assertThat(told.awaitChange())
        .isEqualTo(
            "failed the manifest has 'x' among the inputs as INT64 [-1], the model as FP32 [-1]");
    assertThat(server.isReady()).isFalse();
  }

  @Test
  void stoppedAndUnknownModelsSayWhatTheyAre() throws Exception {
    TestModel one = TestModel.classifier(root, "1", FIRST_WINS_BY_X0);
    assertRefused(one.request(x(1, 2)), Status.NOT_FOUND, "there is no model 'classifier'");
    serve(one, null);
    assertRefused(
        new InferenceRequest("classifier", "7", List.of(x(1, 2)), List.of()),
        Status.NOT_FOUND,
        "model 'classifier' has no version '7' loaded: it has 1");
    server.stop(one.manifest().name());
    serve(TestModel.quotient(root), null);
    assertEventually(() -> !server.view("classifier").orElseThrow().isReady());
    assertRefused(one.request(x(1, 2)), Status.NOT_READY, "not ready");
    assertThat(server.isReady()).isTrue();
  }

  @Test
  void inputsThatDoNotFitNameTheInputAndAreNoFailureOfTheModel() throws Exception {
    TestModel one = TestModel.classifier(root, "1", FIRST_WINS_BY_X0);
    serve(one, null);
    ByteBuffer eight = ByteBuffer.allocate(8);
    assertRefused(one.request(), Status.INVALID, "input 'x': missing, expected FP32 [-1, 2]");
    assertRefused(one.request(x(1, 2), x(1, 2)), Status.INVALID, "input 'x': given twice");
    assertRefused(
        one.request(Tensor.ofFloats("z", List.of(1L, 2L), 1, 2)),
        Status.INVALID,
        "input 'z': the model has x");
    assertRefused(
        one.request(Tensor.of("x", Datatype.INT32, List.of(1L, 2L), eight)),
        Status.INVALID,
        "input 'x': is INT32, expected FP32");
    assertRefused(
        one.request(Tensor.ofFloats("x", List.of(2L), 1, 2)),
        Status.INVALID,
        "input 'x': shape is [2], expected [-1, 2]");
    assertRefused(
        one.request(Tensor.ofFloats("x", List.of(-1L, 2L), 1, 2)), Status.INVALID, "shape is");
    assertRefused(
        one.request(Tensor.ofFloats("x", List.of(2L, 2L), 1, 2)),
        Status.INVALID,
        "input 'x': has 8 bytes, its shape needs 4 elements of 4");
    assertRefused(
        one.request(Tensor.ofFloats("x", List.of(Long.MAX_VALUE, 2L), 1, 2)),
        Status.INVALID,
        "too many elements");
    assertRefused(
        new InferenceRequest("classifier", "", List.of(x(1, 2)), List.of("nope")),
        Status.INVALID,
        "output 'nope': the model has scores");
    server.infer(one.request(x(1, 2)));
    Observation seen = told.awaitSum(one, sum -> sum.requests() > 0);
    assertThat(seen.requests()).isEqualTo(1);
    assertThat(seen.failures()).isZero();
    assertThat(server.models().get(0).failed()).isZero();
  }

  @Test
  void failuresInTheRuntimeAndNonFiniteAnswersAreObserved() throws Exception {
    TestModel lookup = TestModel.lookup(root);
    serve(lookup, null);
    ByteBuffer outside = ByteBuffer.allocate(8).put(0, (byte) 5);
    assertRefused(
        lookup.request(Tensor.of("i", Datatype.INT64, List.of(1L), outside)),
        Status.RUNTIME,
        "out of data bounds");
    assertThat(told.awaitSum(lookup, sum -> sum.failures() == 1).requests()).isEqualTo(1);

    TestModel quotient = TestModel.quotient(root);
    serve(quotient, null);
    InferenceResult infinite = server.infer(quotient.request(one("a", 1), one("b", 0)));
    assertThat(infinite.outputs().get(0).number(0)).isEqualTo(Double.POSITIVE_INFINITY);
    server.infer(quotient.request(one("a", 1), one("b", 2)));
    assertThat(told.awaitSum(quotient, sum -> sum.requests() == 2).nonFinite()).isEqualTo(1);
    assertThat(
            meters
                .counter(
                    "linnet.inference.requests",
                    "model",
                    "lookup",
                    "version",
                    "1",
                    "code",
                    "INTERNAL")
                .count())
        .isEqualTo(1);
  }

  private static Tensor one(String name, float value) {
    return Tensor.ofFloats(name, List.of(1L), value);
  }

  @Test
  void comparisonCountsAnotherMostLikelyClassAndNothingElse() throws Exception {
    TestModel one = TestModel.classifier(root, "1", FIRST_WINS_BY_X0);
    TestModel two = TestModel.classifier(root, "2", THE_OTHER_WAY_ROUND);
    TestModel scaled = TestModel.classifier(root, "3", new float[][] {{2, 0}, {0, 2}});
    serve(one, null);
    serve(two, one);
    assertEventually(() -> server.models().get(0).loaded().size() == 2);
    for (int i = 0; i < 20; i++) {
      server.infer(two.request(i < 15 ? x(1, 4) : x(2, 2))); // equal scores: both say the first
    }
    Observation different = told.awaitSum(two, sum -> sum.compared() == 20);
    assertThat(different.disagreed()).isEqualTo(15);
    assertThat(different.previousP95Nanos()).isPositive();

    serve(one, null);
    serve(scaled, one);
    for (int i = 0; i < 10; i++) {
      server.infer(scaled.request(x(1, 4)));
    }
    assertThat(told.awaitSum(scaled, sum -> sum.compared() == 10).disagreed()).isZero();
  }

  @Test
  void moreRequestsThanMayWaitAreRefusedAtOnce() throws Exception {
    server.close();
    server = new ModelServer(TestServing.config(1, 1, 0), told);
    TestModel power = TestModel.power(root, 30);
    serve(power, null);
    long side = 400;
    InferenceRequest slow =
        power.request(
            Tensor.of(
                "x",
                Datatype.FP32,
                List.of(side, side),
                ByteBuffer.allocate((int) (side * side * 4))));
    ExecutorService clients = Executors.newFixedThreadPool(6);
    try {
      List<Future<InferenceResult>> asked = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        asked.add(clients.submit(() -> server.infer(slow)));
      }
      int refused = 0;
      for (Future<InferenceResult> future : asked) {
        try {
          future.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
          assertThat(e.getCause())
              .isInstanceOfSatisfying(
                  InferenceException.class,
                  cause -> assertThat(cause.status()).isEqualTo(Status.EXHAUSTED));
          refused++;
        }
      }
      assertThat(refused).isBetween(1, 4);
    } finally {
      clients.shutdownNow();
    }
  }

  @Test
  void everyDatatypeGoesThroughTheRuntimeUnchanged() throws Exception {
    for (Map.Entry<Datatype, Integer> type : onnxTypes().entrySet()) {
      Datatype datatype = type.getKey();
      TestModel model = TestModel.identity(root.resolve(datatype.name()), type.getValue());
      Tensor given =
          datatype == Datatype.BYTES
              ? Tensor.ofStrings("x", List.of(2L), List.of("", "Größe"))
              : Tensor.of("x", datatype, List.of(2L), bits(datatype));
      try (LoadedModel loaded =
          LoadedModel.open(model.directory().resolve("model.onnx"), RuntimeOptions.small())) {
        Tensor answer = loaded.run(List.of(given), List.of()).get(0);
        assertThat(answer.datatype()).isEqualTo(datatype);
        assertThat(answer.data()).isEqualTo(given.data());
        assertThat(answer.strings()).isEqualTo(given.strings());
        Tensor nothing =
            datatype == Datatype.BYTES
                ? Tensor.ofStrings("x", List.of(0L), List.of())
                : Tensor.of("x", datatype, List.of(0L), ByteBuffer.allocate(0));
        assertThat(loaded.run(List.of(nothing), List.of()).get(0).elements()).isZero();
      }
    }
  }

  private static ByteBuffer bits(Datatype datatype) {
    ByteBuffer data = ByteBuffer.allocate(2 * datatype.elementBytes());
    for (int i = 0; i < data.capacity(); i++) {
      data.put(i, (byte) (datatype == Datatype.BOOL ? 1 : 0xfe - i));
    }
    return data;
  }

  private static Map<Datatype, Integer> onnxTypes() {
    Map<Datatype, Integer> types = new EnumMap<>(Datatype.class);
    for (int number = 1; number <= 16; number++) {
      int onnx = number;
      Datatype.ofOnnx(number).ifPresent(datatype -> types.put(datatype, onnx));
    }
    assertThat(types).hasSize(Datatype.values().length);
    return types;
  }

  private void assertRefused(InferenceRequest request, Status status, String text) {
    assertThatThrownBy(() -> server.infer(request))
        .isInstanceOfSatisfying(
            InferenceException.class, e -> assertThat(e.status()).isEqualTo(status))
        .hasMessageContaining(text);
  }

  private static void assertEventually(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void aClosedServerAnswersNotReady() throws IOException, InterruptedException {
    TestModel one = TestModel.classifier(root, "1", FIRST_WINS_BY_X0);
    serve(one, null);
    server.close();
    assertRefused(one.request(x(1, 2)), Status.NOT_READY, "closing");
    assertThat(server.isReady()).isFalse();
  }
}
