package dev.linnet.daemon.serving;

import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.TensorSpec;
import java.nio.FloatBuffer;

/** Outputs that are scores over classes, one for each in their last dimension. */
final class Scores {
  private Scores() {}

  /** The one dimension of a batch of single numbers is free; that of a row of scores is not. */
  static boolean are(Tensor tensor, Manifest manifest) {
    int rank = tensor.shape().size();
    if (!tensor.datatype().isFloat() || rank == 0 || tensor.shape().get(rank - 1) < 2) {
      return false;
    }
    return rank > 1 || isRow(tensor.name(), manifest);
  }

  private static boolean isRow(String output, Manifest manifest) {
    for (TensorSpec spec : manifest.outputs()) {
      if (spec.name().equals(output) && spec.shape().size() == 1 && spec.shape().get(0) > 1) {
        return true;
      }
    }
    return false;
  }

  /** How many classes there are. */
  static int classes(Tensor tensor) {
    return Math.toIntExact(tensor.shape().get(tensor.shape().size() - 1));
  }

  /** The first of the largest scores; -1 if one is NaN, for then no class is. */
  static int mostLikely(Tensor tensor, int row) {
    int classes = classes(tensor);
    if (tensor.datatype() == Datatype.FP32) {
      return mostLikely(tensor.data().asFloatBuffer(), row * classes, classes);
    }
    int best = 0;
    double bestScore = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < classes; i++) {
      double score = tensor.number(row * classes + i);
      if (Double.isNaN(score)) {
        return -1;
      }
      if (score > bestScore) {
        best = i;
        bestScore = score;
      }
    }
    return best;
  }

  /** The usual case, without a view for each number. */
  private static int mostLikely(FloatBuffer scores, int from, int classes) {
    int best = 0;
    float bestScore = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < classes; i++) {
      float score = scores.get(from + i);
      if (Float.isNaN(score)) {
        return -1;
      }
      if (score > bestScore) {
        best = i;
        bestScore = score;
      }
    }
    return best;
  }
}
