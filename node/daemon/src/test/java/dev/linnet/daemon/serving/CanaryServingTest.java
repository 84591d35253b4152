package dev.linnet.daemon.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Lease;
import dev.linnet.core.health.Observation;
import dev.linnet.core.rollout.Canary;
import dev.linnet.core.rollout.Share;
import dev.linnet.testmesh.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version takes over by a share of the requests first. */
class CanaryServingTest {
  private static final Canary LONG = new Canary(new Share(1, 4), Duration.ofHours(1));
  private static final Canary SHORT = new Canary(new Share(1, 4), Duration.ofMillis(50));
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int CLIENTS = 3;

  private final TestListener told = new TestListener();
  private Path root;
  private ModelServer server;
  private TestModel one;
  private TestModel two;

  @BeforeEach
  void oneServes(@TempDir Path root) throws Exception {
    this.root = root;
    start(true);
  }

  private void start(boolean keepWarm) throws Exception {
    server = new ModelServer(TestServing.config(2, 64, 0).with(Map.of(), keepWarm), told);
    one = TestModel.classifier(root, "1", new float[][] {{1, 0}, {0, 1}});
    two = TestModel.classifier(root, "2", new float[][] {{0, 1}, {1, 0}});
    server.serve(one.manifest(), one.directory(), null);
    told.awaitStarted(one);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void serve(TestModel model, TestModel before, @Nullable Canary canary) throws Exception {
    server.serve(model.manifest(), model.directory(), before.warm(), canary, Lease.UNBOUNDED);
    told.awaitStarted(model);
  }

  /** The version that answers, which answers as that version does. */
  private String ask() {
    InferenceResult result = server.infer(one.request(Tensor.ofFloats("x", List.of(1L, 2L), 3, 5)));
    double score = result.outputs().get(0).number(0);
    assertThat(score).isEqualTo(result.version().equals("1") ? 3 : 5);
    return result.version();
  }

  private Map<String, Integer> ask(int times) {
    Map<String, Integer> versions = new TreeMap<>();
    for (int i = 0; i < times; i++) {
      versions.merge(ask(), 1, Integer::sum);
    }
    return versions;
  }

  @Test
  void shareIsExactAndOnlyTheVersionsOwnAnswersAreItsEvidence() throws Exception {
    serve(two, one, LONG);
    assertThat(ask(400)).containsExactlyInAnyOrderEntriesOf(Map.of("1", 300, "2", 100));
    Observation seen = told.awaitSum(two, sum -> sum.requests() >= 100);
    assertThat(seen.requests()).isEqualTo(100);
  }

  @Test
  void namedVersionAnswersWhoseverTurnItIs() throws Exception {
    serve(two, one, LONG);
    for (String version : List.of("1", "2", "2", "1", "1", "2")) {
      InferenceRequest named =
          new InferenceRequest(
              "classifier",
              version,
              List.of(Tensor.ofFloats("x", List.of(1L, 2L), 3, 5)),
              List.of());
      assertThat(server.infer(named).version()).isEqualTo(version);
    }
  }

  @Test
  void thenItAnswersAll() throws Exception {
    serve(two, one, SHORT);
    Await.until("the canary is over", PATIENCE, () -> ask(8).equals(Map.of("2", 8)));
    assertThat(server.models().get(0).loaded()).as("the version before is warm").hasSize(2);
  }

  @Test
  void versionBeforeGoesAfterwardsWhereItIsNotToStayWarm() throws Exception {
    server.close();
    start(false);
    serve(two, one, LONG);
    assertThat(ask(8)).isEqualTo(Map.of("1", 6, "2", 2));
    serve(one, two, null);
    serve(two, one, SHORT);
    Await.until(
        "version 1 is unloaded", PATIENCE, () -> server.models().get(0).loaded().size() == 1);
    assertThat(ask(8)).isEqualTo(Map.of("2", 8));
  }

  @Test
  void fallbackEndsItAtOnce() throws Exception {
    serve(two, one, LONG);
    serve(one, two, null);
    assertThat(ask(8)).isEqualTo(Map.of("1", 8));
  }

  @Test
  void sameVersionOrderedAgainWithoutItAnswersAll() throws Exception {
    serve(two, one, LONG);
    serve(two, one, null);
    assertThat(ask(8)).isEqualTo(Map.of("2", 8));
  }

  /**
   * As after a restart: nothing is loaded, and the version before answers the rest all the same.
   */
  @Test
  void versionBeforeIsLoadedForItIfItIsNot() throws Exception {
    server.stop(one.manifest().name());
    serve(two, one, LONG);
    assertThat(ask(8)).isEqualTo(Map.of("1", 6, "2", 2));
  }

  @Test
  void takeoversByCanaryUnderLoadFailNoRequest() throws Exception {
    AtomicBoolean going = new AtomicBoolean(true);
    AtomicIntegerArray answered = new AtomicIntegerArray(CLIENTS);
    IntFunction<Callable<Map<String, Integer>>> client =
        number ->
            () -> {
              Map<String, Integer> versions = new TreeMap<>();
              while (going.get()) {
                versions.merge(ask(), 1, Integer::sum);
                answered.incrementAndGet(number);
              }
              return versions;
            };
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<Map<String, Integer>>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        running.add(clients.submit(client.apply(i)));
      }
      for (int i = 1; i <= 60; i++) {
        boolean odd = i % 2 == 1;
        serve(odd ? two : one, odd ? one : two, i % 3 == 0 ? null : i % 3 == 1 ? SHORT : LONG);
        awaitNewQuestions(running, answered);
      }
      going.set(false);
      for (Future<Map<String, Integer>> each : running) {
        assertThat(each.get(30, TimeUnit.SECONDS)).containsOnlyKeys("1", "2");
      }
    } finally {
      going.set(false);
      clients.shutdownNow();
    }
    assertThat(server.models().get(0).failed()).isZero();
  }

  /**
   * Each client has asked anew since, and has its answer: of two further answers the second is to a
   * question that was put after the first. Without it a client that gets no processor for a while
   * would see few of the orders, or a client that ended would go unseen.
   */
  private static void awaitNewQuestions(
      List<? extends Future<?>> running, AtomicIntegerArray answered) throws Exception {
    for (int i = 0; i < CLIENTS; i++) {
      int client = i;
      int then = answered.get(client);
      Await.until(
          "client " + client + " has asked anew",
          PATIENCE,
          () -> running.get(client).isDone() || answered.get(client) >= then + 2);
    }
  }
}
