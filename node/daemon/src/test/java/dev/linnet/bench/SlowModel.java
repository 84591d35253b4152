package dev.linnet.bench;

import ai.onnxruntime.OrtException;
import dev.linnet.daemon.serving.TestModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Products of matrices, as many as take about a given time on this machine.
 *
 * @param carried what a request and an answer carry, for a person
 */
record SlowModel(TestModel model, String carried, float[] input, long... shape) {
  private static final int SIDE = 128;
  private static final int PROBE_ROUNDS = 20;
  private static final int TRIES = 50;

  /** Writes a model of so many products into a directory. */
  private interface Maker {
    TestModel make(Path directory, int products) throws IOException;
  }

  /** The matrix comes with the request and goes with the answer. */
  static SlowModel ofMatrix(Path directory, double millis) throws IOException, OrtException {
    return of(TestModel::power, directory, millis, "64 KiB", SIDE, SIDE);
  }

  /** A row makes the matrix, and the answer is one number. */
  static SlowModel ofRow(Path directory, double millis) throws IOException, OrtException {
    return of(
        (root, products) -> TestModel.powerOfRow(root, products, SIDE),
        directory,
        millis,
        "512 B",
        1,
        SIDE);
  }

  private static SlowModel of(
      Maker maker, Path directory, double millis, String carried, long... shape)
      throws IOException, OrtException {
    TestModel probe = maker.make(directory.resolve("probe"), PROBE_ROUNDS);
    float[] input = new float[Math.toIntExact(shape[0] * shape[1])];
    double[] took = new double[TRIES];
    try (DirectModel direct = new DirectModel(probe)) {
      for (int i = 0; i < TRIES; i++) {
        long begun = System.nanoTime();
        direct.run(input, shape);
        took[i] = (System.nanoTime() - begun) / 1e6;
      }
    }
    Arrays.sort(took);
    int products = (int) Math.max(1, Math.round(PROBE_ROUNDS * millis / took[TRIES / 2]));
    return new SlowModel(maker.make(directory, products), carried, input, shape);
  }
}
