package dev.linnet.daemon.serving;

import dev.linnet.core.health.Baseline;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.TensorSpec;
import java.util.List;

/**
 * In which bins of the manifest's baselines a request and its answer fall: for each row of scores
 * over classes the most likely class, for each row of any other tensor the mean. A version without
 * baselines costs nothing.
 */
final class Features {
  /** Of one tensor of one request: a large batch is not to outweigh all other requests. */
  private static final int MOST_ROWS = 64;

  private static final int[][] NONE = new int[0][];

  private final Manifest manifest;
  private final List<Baseline> baselines;

  Features(Manifest manifest) {
    this(manifest, manifest.baselines());
  }

  /** As the other, by some of the manifest's baselines. */
  Features(Manifest manifest, List<Baseline> baselines) {
    this.manifest = manifest;
    this.baselines = baselines;
  }

  /** For each baseline how many rows fell into each of its bins. */
  int[][] count(List<Tensor> inputs, List<Tensor> outputs) {
    if (baselines.isEmpty()) {
      return NONE;
    }
    int[][] counts = new int[baselines.size()][];
    for (int i = 0; i < counts.length; i++) {
      Baseline baseline = baselines.get(i);
      boolean asked = baseline.side() == Baseline.Side.INPUT;
      counts[i] = new int[baseline.shares().size()];
      for (Tensor tensor : asked ? inputs : outputs) {
        if (tensor.name().equals(baseline.tensor()) && tensor.elements() > 0) {
          count(tensor, baseline, !asked && Scores.are(tensor, manifest), counts[i]);
        }
      }
    }
    return counts;
  }

  private void count(Tensor tensor, Baseline baseline, boolean scores, int[] counts) {
    int all = scores ? tensor.elements() / Scores.classes(tensor) : rows(tensor, baseline);
    int width = tensor.elements() / all;
    for (int row = 0; row < Math.min(all, MOST_ROWS); row++) {
      double value = scores ? mostLikely(tensor, row) : tensor.sum(row * width, width) / width;
      counts[baseline.bin(value)]++;
    }
  }

  private static double mostLikely(Tensor scores, int row) {
    int found = Scores.mostLikely(scores, row);
    return found < 0 ? Double.NaN : found;
  }

  /** A free first dimension is that of a batch; without one, all of the tensor is a row. */
  private int rows(Tensor tensor, Baseline baseline) {
    List<TensorSpec> specs =
        baseline.side() == Baseline.Side.INPUT ? manifest.inputs() : manifest.outputs();
    boolean batch =
        specs.stream()
            .filter(spec -> spec.name().equals(tensor.name()))
            .map(TensorSpec::shape)
            .anyMatch(shape -> !shape.isEmpty() && shape.get(0) < 0);
    return batch && !tensor.shape().isEmpty() ? Math.toIntExact(tensor.shape().get(0)) : 1;
  }
}
