package dev.linnet.daemon.serving;

import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.TensorSpec;
import java.util.List;

/**
 * Whether two versions answered the same question differently. Scores over classes differ when
 * another class is the most likely; labels when they are not the same; any other numbers when they
 * are further apart than the golden tolerance of the newer version.
 */
final class Disagreement {
  private final Manifest manifest;

  Disagreement(Manifest manifest) {
    this.manifest = manifest;
  }

  /** Compares the outputs that both versions have. */
  boolean between(List<Tensor> answers, List<Tensor> earlier) {
    for (Tensor answer : answers) {
      for (Tensor before : earlier) {
        if (answer.name().equals(before.name()) && differ(answer, before)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean differ(Tensor a, Tensor b) {
    if (isScores(a) && isScores(b)) {
      return classesDiffer(a, b);
    }
    if (!a.shape().equals(b.shape()) || a.elements() != b.elements()) {
      return true;
    }
    if (a.datatype() == Datatype.BYTES || b.datatype() == Datatype.BYTES) {
      return !a.strings().equals(b.strings());
    }
    boolean labels = !a.datatype().isFloat() || !b.datatype().isFloat();
    for (int i = 0; i < a.elements(); i++) {
      double x = a.number(i);
      double y = b.number(i);
      boolean same =
          labels
              ? x == y
              : Tolerance.within(x, y, manifest.goldenRelative(), manifest.goldenAbsolute());
      if (!same) {
        return true;
      }
    }
    return false;
  }

  /** The one dimension of a batch of single numbers is free; that of a row of scores is not. */
  private boolean isScores(Tensor tensor) {
    int rank = tensor.shape().size();
    if (!tensor.datatype().isFloat() || rank == 0 || tensor.shape().get(rank - 1) < 2) {
      return false;
    }
    return rank > 1
        || manifest.outputs().stream()
            .filter(output -> output.name().equals(tensor.name()))
            .map(TensorSpec::shape)
            .anyMatch(shape -> shape.size() == 1 && shape.get(0) > 1);
  }

  private static boolean classesDiffer(Tensor a, Tensor b) {
    int classesA = lastSize(a);
    int classesB = lastSize(b);
    int rows = a.elements() / classesA;
    if (b.elements() / classesB != rows) {
      return true;
    }
    for (int row = 0; row < rows; row++) {
      if (mostLikely(a, row, classesA) != mostLikely(b, row, classesB)) {
        return true;
      }
    }
    return false;
  }

  private static int lastSize(Tensor tensor) {
    return Math.toIntExact(tensor.shape().get(tensor.shape().size() - 1));
  }

  /** The first of the largest scores; -1 if one is NaN, for then no class is. */
  private static int mostLikely(Tensor tensor, int row, int classes) {
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
}
