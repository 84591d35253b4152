package dev.linnet.bench;

import ai.onnxruntime.OrtException;
import dev.linnet.daemon.serving.TestModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Products of matrices, as many as take about a given time on this machine. */
record SlowModel(TestModel model, float[] input, long side) {
  private static final int SIDE = 128;
  private static final int PROBE_ROUNDS = 20;
  private static final int TRIES = 50;

  static SlowModel of(Path directory, double millis) throws IOException, OrtException {
    TestModel probe = TestModel.power(directory.resolve("probe"), PROBE_ROUNDS);
    float[] input = new float[SIDE * SIDE];
    double[] took = new double[TRIES];
    try (DirectModel direct = new DirectModel(probe)) {
      for (int i = 0; i < TRIES; i++) {
        long begun = System.nanoTime();
        direct.run(input, SIDE, SIDE);
        took[i] = (System.nanoTime() - begun) / 1e6;
      }
    }
    Arrays.sort(took);
    int rounds = (int) Math.max(1, Math.round(PROBE_ROUNDS * millis / took[TRIES / 2]));
    return new SlowModel(TestModel.power(directory, rounds), input, SIDE);
  }
}
