package dev.linnet.daemon.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.daemon.serving.InferenceException.Status;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch of four is full as soon as four rows are there, and waits long until then. */
class BatchingTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(1);

  private final TestListener told = new TestListener();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ExecutorService clients = Executors.newCachedThreadPool();
  private Path root;
  private @Nullable ModelServer server;

  @BeforeEach
  void start(@TempDir Path root) {
    this.root = root;
  }

  @AfterEach
  void stop() {
    clients.shutdownNow();
    server().close();
  }

  private ModelServer server() {
    return Objects.requireNonNull(server, "serve a model first");
  }

  private void serve(TestModel model, Duration maxDelay) throws InterruptedException {
    serve(model, maxDelay, 64);
  }

  private void serve(TestModel model, Duration maxDelay, int most) throws InterruptedException {
    Batching batching = new Batching(4, maxDelay);
    ServingConfig config =
        ServingConfig.defaults(RuntimeOptions.small())
            .withMostUnderWay(most)
            .with(Map.of(model.manifest().name().value(), batching), true);
    server = new ModelServer(config, told, meters);
    server().serve(model.manifest(), model.directory(), null);
    told.awaitStarted(model);
  }

  private Future<InferenceResult> ask(InferenceRequest request) {
    return clients.submit(() -> server().infer(request));
  }

  private DistributionSummary sizes(TestModel model) {
    return meters
        .get("linnet.inference.batch.size")
        .tag("model", model.manifest().name().value())
        .summary();
  }

  private static Tensor x(float... features) {
    return Tensor.ofFloats("x", List.of(features.length / 2L, 2L), features);
  }

  @Test
  void requestsRunTogetherAndEachGetsItsOwnRows() throws Exception {
    TestModel model = TestModel.classifier(root, "1", new float[][] {{1, 0}, {0, 1}});
    serve(model, LONG);
    Future<InferenceResult> two = ask(model.request(x(1, 2, 3, 4)));
    Future<InferenceResult> third = ask(model.request(x(5, 6)));
    Future<InferenceResult> fourth = ask(model.request(x(7, 8)));
    assertThat(scores(two)).containsExactly(1, 2, 3, 4);
    assertThat(scores(third)).containsExactly(5, 6);
    assertThat(scores(fourth)).containsExactly(7, 8);
    assertThat(two.get().outputs().get(0).shape()).containsExactly(2L, 2L);
    assertThat(sizes(model).count()).isEqualTo(1);
    assertThat(sizes(model).max()).isEqualTo(4);
    assertThat(server().models().get(0).answered()).isEqualTo(3);
  }

  private static List<Double> numbers(Tensor tensor) {
    List<Double> numbers = new ArrayList<>();
    for (int i = 0; i < tensor.elements(); i++) {
      numbers.add(tensor.number(i));
    }
    return numbers;
  }

  private static double[] scores(Future<InferenceResult> answer) throws Exception {
    return numbers(answer.get(60, TimeUnit.SECONDS).outputs().get(0)).stream()
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  @Test
  void stringsAreTakenApartAgain() throws Exception {
    TestModel model = TestModel.identity(root, Datatype.BYTES);
    serve(model, LONG);
    Future<InferenceResult> three =
        ask(model.request(Tensor.ofStrings("x", List.of(3L), List.of("a", "", "c"))));
    Future<InferenceResult> one =
        ask(model.request(Tensor.ofStrings("x", List.of(1L), List.of("d"))));
    assertThat(three.get(60, TimeUnit.SECONDS).outputs().get(0).strings())
        .containsExactly("a", "", "c");
    assertThat(one.get(60, TimeUnit.SECONDS).outputs().get(0).strings()).containsExactly("d");
  }

  @Test
  void loneRequestIsAnsweredAfterTheDelay() throws Exception {
    TestModel model = TestModel.classifier(root, "1", new float[][] {{1, 0}, {0, 1}});
    serve(model, SHORT);
    assertThat(server().infer(model.request(x(1, 2))).outputs().get(0).number(1)).isEqualTo(2);
    assertThat(sizes(model).max()).isEqualTo(1);
  }

  @Test
  void whoFailsFailsAlone() throws Exception {
    TestModel model = TestModel.lookup(root);
    serve(model, LONG);
    List<Future<InferenceResult>> good = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      good.add(ask(model.request(row(0))));
    }
    Future<InferenceResult> bad = ask(model.request(row(5)));
    for (Future<InferenceResult> each : good) {
      assertThat(scores(each)).containsExactly(7);
    }
    assertThatThrownBy(() -> bad.get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("out of data bounds");
    assertThat(told.awaitSum(model, sum -> sum.requests() == 4).failures()).isEqualTo(1);
  }

  private static Tensor row(long index) {
    ByteBuffer data = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, index);
    return Tensor.of("i", Datatype.INT64, List.of(1L), data);
  }

  @Test
  void requestThatDoesNotFitIsRefusedAndHoldsUpNobody() throws Exception {
    TestModel model = TestModel.classifier(root, "1", new float[][] {{1, 0}, {0, 1}});
    serve(model, SHORT);
    assertThatThrownBy(
            () -> server().infer(model.request(Tensor.ofFloats("x", List.of(1L, 3L), 1, 2, 3))))
        .isInstanceOfSatisfying(
            InferenceException.class, e -> assertThat(e.status()).isEqualTo(Status.INVALID));
    assertThat(server().infer(model.request(x(1, 2))).version()).isEqualTo("1");
  }

  @Test
  void largeRequestRunsByItself() throws Exception {
    TestModel model = TestModel.classifier(root, "1", new float[][] {{1, 0}, {0, 1}});
    serve(model, LONG);
    InferenceResult answer = server().infer(model.request(x(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)));
    assertThat(answer.outputs().get(0).elements()).isEqualTo(10);
  }

  @Test
  void noMoreWaitInBatchesThanMayWait() throws Exception {
    TestModel model = TestModel.classifier(root, "1", new float[][] {{1, 0}, {0, 1}});
    int running = ServingConfig.defaults(RuntimeOptions.small()).maxRunning();
    serve(model, Duration.ofSeconds(3), running + 1);
    List<Future<InferenceResult>> asked = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      asked.add(ask(model.request(x(1, 2))));
    }
    int refused = 0;
    for (Future<InferenceResult> each : asked) {
      try {
        each.get(60, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        assertThat(e.getCause())
            .isInstanceOfSatisfying(
                InferenceException.class,
                cause -> assertThat(cause.status()).isEqualTo(Status.EXHAUSTED));
        refused++;
      }
    }
    assertThat(refused).isEqualTo(1);
  }
}
