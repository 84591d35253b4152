package dev.linnet.daemon.serving;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever breaks in the leader's hands, nobody of its batch waits for ever. */
class BatcherTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Admission admission = new Admission(1, 8, LONG);
  private final RequestMemory memory = RequestMemory.unbounded();

  private void assertAllEnd(Path root, IntConsumer broken, String text) throws Exception {
    TestModel model = TestModel.classifier(root, "1", new float[][] {{1, 0}, {0, 1}});
    Version version =
        Version.open(model.manifest(), model.directory(), RuntimeOptions.small(), null);
    Batcher batcher = new Batcher(new Batching(3, LONG), admission, 8, broken);
    ExecutorService clients = Executors.newCachedThreadPool();
    try {
      List<Future<Run>> asked = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        InferenceRequest one = model.request(Tensor.ofFloats("x", List.of(1L, 2L), i, 1));
        asked.add(
            clients.submit(
                () -> {
                  try (UnderWay underWay = new UnderWay(admission, memory.hold(), () -> false)) {
                    return batcher.run(version, one, underWay);
                  }
                }));
      }
      for (Future<Run> each : asked) {
        assertThatThrownBy(() -> each.get(30, TimeUnit.SECONDS))
            .isInstanceOf(ExecutionException.class)
            .hasMessageContaining(text);
      }
      admission.enter(System.nanoTime());
    } finally {
      clients.shutdownNow();
      version.release();
    }
  }

  @Test
  void errorsReachAllOfTheBatch(@TempDir Path root) throws Exception {
    assertAllEnd(
        root,
        rows -> {
          throw new AssertionError("as asked");
        },
        "as asked");
  }

  @Test
  void memoryThatIsNotThereIsARefusalForAllOfTheBatch(@TempDir Path root) throws Exception {
    assertAllEnd(
        root,
        rows -> {
          throw new OutOfMemoryError("Cannot reserve");
        },
        "too busy: no memory is left: Cannot reserve");
  }
}
