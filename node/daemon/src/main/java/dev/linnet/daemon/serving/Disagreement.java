package dev.linnet.daemon.serving;

import dev.linnet.core.model.Manifest;
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
    if (Scores.are(a, manifest) && Scores.are(b, manifest)) {
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

  private static boolean classesDiffer(Tensor a, Tensor b) {
    int rows = a.elements() / Scores.classes(a);
    if (b.elements() / Scores.classes(b) != rows) {
      return true;
    }
    for (int row = 0; row < rows; row++) {
      if (Scores.mostLikely(a, row) != Scores.mostLikely(b, row)) {
        return true;
      }
    }
    return false;
  }
}
