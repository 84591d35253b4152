package dev.linnet.daemon.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.linnet.daemon.serving.TestModel;
import dev.linnet.proto.inference.ModelInferRequest;
import dev.linnet.proto.inference.ModelInferRequest.InferInputTensor;
import dev.linnet.proto.inference.ModelInferResponse;
import dev.linnet.testmesh.Await;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients on real connections ask without pause while two versions take turns. */
class SwapUnderLoadTest {
  private static final int CLIENTS = 4;
  private static final int SWAPS = 100;

  /** What each version answers to 3 and 5. */
  private static final Map<String, ByteString> RIGHT = Map.of("1", floats(3, 5), "2", floats(5, 3));

  @Test
  void hundredSwapsFailNoCallAndEveryAnswerIsThatOfTheVersionItNames(@TempDir Path root)
      throws Exception {
    TestModel one = TestModel.classifier(root, "1", new float[][] {{1, 0}, {0, 1}});
    TestModel two = TestModel.classifier(root, "2", new float[][] {{0, 1}, {1, 0}});
    AtomicBoolean going = new AtomicBoolean(true);
    Map<String, Long> answers = new ConcurrentHashMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try (Doors doors = new Doors()) {
      doors.serve(one);
      Callable<Void> client =
          () -> {
            while (going.get()) {
              ModelInferResponse answer = doors.grpc().modelInfer(request());
              String version = answer.getModelVersion();
              assertThat(answer.getRawOutputContents(0)).isEqualTo(RIGHT.get(version));
              answers.merge(version, 1L, Long::sum);
            }
            return null;
          };
      List<Future<Void>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        running.add(threads.submit(client));
      }
      for (int i = 1; i <= SWAPS; i++) {
        TestModel next = i % 2 == 0 ? one : two;
        String version = next.manifest().version();
        long before = answers.getOrDefault(version, 0L);
        if (i % 3 == 0) {
          doors.serve(next); // none is kept, so the next one is loaded anew
        } else {
          doors.serve(next, i % 2 == 0 ? two : one);
        }
        Await.until(
            "version " + version + " answers after swap " + i,
            Duration.ofSeconds(30),
            () -> answers.getOrDefault(version, 0L) > before || anyEnded(running));
      }
      going.set(false);
      for (Future<Void> each : running) {
        each.get(60, TimeUnit.SECONDS);
      }
      assertThat(answers).containsOnlyKeys("1", "2");
      assertThat(doors.models().models().get(0).failed()).isZero();
    } finally {
      going.set(false);
      threads.shutdownNow();
    }
  }

  private static boolean anyEnded(List<Future<Void>> running) {
    return running.stream().anyMatch(Future::isDone);
  }

  private static ModelInferRequest request() {
    return ModelInferRequest.newBuilder()
        .setModelName("classifier")
        .addInputs(
            InferInputTensor.newBuilder().setName("x").setDatatype("FP32").addShape(1).addShape(2))
        .addRawInputContents(floats(3, 5))
        .build();
  }

  private static ByteString floats(float... values) {
    ByteBuffer out = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      out.putFloat(value);
    }
    return ByteString.copyFrom(out.flip());
  }
}
