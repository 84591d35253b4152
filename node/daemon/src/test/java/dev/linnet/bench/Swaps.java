package dev.linnet.bench;

import dev.linnet.daemon.serving.TestModel;
import dev.linnet.proto.inference.ModelInferRequest;
import dev.linnet.proto.inference.ModelInferResponse;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Two versions that answer the same question differently, swapped while clients ask without pause.
 * Every answer must be the one that the version it names computes; a failed call ends the bench.
 */
final class Swaps {
  private static final int CLIENTS = 4;

  private final ServedOverGrpc served;
  private final TestModel one;
  private final TestModel two;
  private final ModelInferRequest request;

  Swaps(ServedOverGrpc served, Path directory) throws IOException {
    this.served = served;
    this.one = TestModel.classifier(directory, "1", new float[][] {{1, 0}, {0, 1}});
    this.two = TestModel.classifier(directory, "2", new float[][] {{0, 1}, {1, 0}});
    this.request = ServedOverGrpc.request(one, new float[] {3, 5}, 1, 2);
  }

  /** A swap loads a version and keeps none warm, or only swaps the pointer. */
  List<Series> measure(int rounds, int swapsEach) throws Exception {
    Series cold = new Series("p99 in swaps that load, to p99 without", "us");
    Series warm = new Series("p99 in swaps of warm versions, to p99 without", "us");
    served.serve(one, null);
    for (int round = 0; round < rounds; round++) {
      double still = p99(() -> pause(swapsEach));
      cold.addPeer(still);
      warm.addPeer(still);
      cold.add(p99(() -> swap(swapsEach, false)));
      warm.add(p99(() -> swap(swapsEach, true)));
    }
    return List.of(cold, warm);
  }

  private interface Meanwhile {
    void happens() throws InterruptedException;
  }

  private static void pause(int swaps) throws InterruptedException {
    Thread.sleep(10L * swaps);
  }

  private void swap(int swaps, boolean warm) throws InterruptedException {
    for (int i = 0; i < swaps; i++) {
      TestModel next = i % 2 == 0 ? two : one;
      served.serve(next, warm ? other(next) : null);
      Thread.sleep(10);
    }
  }

  private TestModel other(TestModel model) {
    return model == one ? two : one;
  }

  private double p99(Meanwhile meanwhile) throws Exception {
    AtomicBoolean going = new AtomicBoolean(true);
    ConcurrentLinkedQueue<Double> micros = new ConcurrentLinkedQueue<>();
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    List<ServedOverGrpc.Client> open = new ArrayList<>();
    List<Future<?>> running = new ArrayList<>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        ServedOverGrpc.Client client = served.client();
        open.add(client);
        running.add(threads.submit(() -> ask(client, going, micros)));
      }
      meanwhile.happens();
      going.set(false);
      for (Future<?> each : running) {
        each.get();
      }
    } finally {
      going.set(false);
      threads.shutdownNow();
      open.forEach(ServedOverGrpc.Client::close);
    }
    double[] sorted = micros.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length * 99 / 100];
  }

  private void ask(
      ServedOverGrpc.Client client, AtomicBoolean going, ConcurrentLinkedQueue<Double> micros) {
    while (going.get()) {
      long begun = System.nanoTime();
      ModelInferResponse answer = client.infer(request);
      micros.add((System.nanoTime() - begun) / 1e3);
      requireRight(answer);
    }
  }

  private static void requireRight(ModelInferResponse answer) {
    float[] scores = new float[2];
    answer
        .getRawOutputContents(0)
        .asReadOnlyByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(scores);
    float[] right = answer.getModelVersion().equals("1") ? new float[] {3, 5} : new float[] {5, 3};
    if (!Arrays.equals(scores, right)) {
      throw new IllegalStateException(
          "version " + answer.getModelVersion() + " answers " + Arrays.toString(scores));
    }
  }

  /** From the order to go back until the version before has answered. */
  List<Series> fallback(int times) throws Exception {
    Series warm = new Series("order to go back until it answers, warm", "ms");
    Series cold = new Series("order to go back until it answers, cold", "ms");
    try (ServedOverGrpc.Client client = served.client()) {
      for (int i = 0; i < times; i++) {
        warm.add(back(client, one));
        cold.add(back(client, null));
      }
    }
    return List.of(warm, cold);
  }

  private double back(ServedOverGrpc.Client client, @Nullable TestModel kept)
      throws InterruptedException {
    served.serve(one, null);
    served.serve(two, kept);
    while (served.models().models().stream()
        .noneMatch(view -> view.loaded().size() == (kept == null ? 1 : 2))) {
      Thread.onSpinWait();
    }
    long begun = System.nanoTime();
    served.models().serve(one.manifest(), one.directory(), null);
    while (!client.infer(request).getModelVersion().equals("1")) {
      Thread.onSpinWait();
    }
    double millis = (System.nanoTime() - begun) / 1e6;
    served.awaitStarted(one);
    return millis;
  }
}
