package dev.linnet.daemon.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.health.Observation;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server tells of the memory that its versions take. */
class MemoryOfVersionsTest {
  private static final long GREEDY_BYTES = 64 << 20;

  /** Java may give memory back meanwhile, and the frugal version was answering at the start. */
  private static final long SURELY_BYTES = GREEDY_BYTES / 2;

  /** Second runs take memory too, so it is told of the spans that are kept free of them. */
  @Test
  void memoryIsToldOfBothVersionsThoughTheyAreCompared(@TempDir Path root) throws Exception {
    TestListener told = new TestListener();
    TestModel frugal = TestModel.hungry(root, "1", 1 << 20);
    TestModel greedy = TestModel.hungry(root, "2", GREEDY_BYTES);
    AtomicBoolean going = new AtomicBoolean(true);
    ExecutorService client = Executors.newSingleThreadExecutor();
    try (ModelServer server = new ModelServer(TestServing.config(2, 64, 0.5), told)) {
      server.serve(frugal.manifest(), frugal.directory(), null);
      told.awaitStarted(frugal);
      Future<?> asking =
          client.submit(
              () -> {
                while (going.get()) {
                  server.infer(frugal.request(Tensor.ofFloats("x", List.of(1L, 2L), 3, 5)));
                }
              });
      told.awaitSum(frugal, sum -> sum.memoryBytes() > 0);
      server.serve(greedy.manifest(), greedy.directory(), frugal.warm());
      told.awaitStarted(greedy);
      Observation sum =
          told.awaitSum(greedy, seen -> seen.compared() > 0 && seen.memoryBytes() > SURELY_BYTES);
      assertThat(sum.previousMemoryBytes()).isPositive();
      going.set(false);
      asking.get(30, TimeUnit.SECONDS);
    } finally {
      going.set(false);
      client.shutdownNow();
    }
  }
}
