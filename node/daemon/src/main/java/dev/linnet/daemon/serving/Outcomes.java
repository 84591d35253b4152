package dev.linnet.daemon.serving;

import dev.linnet.core.model.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an answer named, row by row, as a person would say it: the class by its number, or the
 * label.
 *
 * @param classes how many classes there are; 0 where any label may be
 */
record Outcomes(List<String> named, int classes) {
  /** Of an answer with more rows nothing is kept. */
  private static final int MOST_ROWS = 64;

  /** Nor of one with more scores: to look at each of them takes longer than a small model. */
  private static final int MOST_SCORES = 16 * 1024;

  Outcomes {
    named = List.copyOf(named);
  }

  /**
   * What the first output says that is scores over classes or a label for each row; empty if there
   * is none, or too much of it.
   */
  static Optional<Outcomes> of(List<Tensor> answers, Manifest manifest) {
    for (Tensor answer : answers) {
      boolean scores = Scores.are(answer, manifest);
      if (scores || (!answer.datatype().isFloat() && isOneForEachRow(answer))) {
        int rows = scores ? answer.elements() / Scores.classes(answer) : answer.elements();
        return rows > 0 && rows <= MOST_ROWS && answer.elements() <= MOST_SCORES
            ? Optional.of(scores ? mostLikely(answer, rows) : labels(answer))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static boolean isOneForEachRow(Tensor tensor) {
    List<Long> shape = tensor.shape();
    return !shape.isEmpty() && tensor.elements() == shape.get(0);
  }

  private static Outcomes mostLikely(Tensor scores, int rows) {
    int classes = Scores.classes(scores);
    List<String> named = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      named.add(Integer.toString(Scores.mostLikely(scores, row)));
    }
    return new Outcomes(named, classes);
  }

  private static Outcomes labels(Tensor labels) {
    List<String> named = new ArrayList<>();
    for (int row = 0; row < labels.elements(); row++) {
      named.add(
          labels.datatype() == Datatype.BYTES
              ? labels.strings().get(row)
              : Long.toString((long) labels.number(row)));
    }
    return new Outcomes(named, 0);
  }

  /**
   * How many rows named what was true.
   *
   * @throws InferenceException INVALID if there is not one truth for each row, or one that the
   *     model cannot name
   */
  int right(List<String> truth) {
    if (truth.size() != named.size()) {
      throw InferenceException.invalid(
          "labels: expected one for each of " + named.size() + " rows, got " + truth.size());
    }
    int right = 0;
    for (int row = 0; row < truth.size(); row++) {
      requireKnown(truth.get(row));
      right += truth.get(row).equals(named.get(row)) ? 1 : 0;
    }
    return right;
  }

  private void requireKnown(String label) {
    boolean known =
        classes == 0 || label.matches("[0-9]{1,9}") && Integer.parseInt(label) < classes;
    if (!known) {
      throw InferenceException.invalid(
          "label '" + label + "': expected a class from 0 to " + (classes - 1));
    }
  }
}
