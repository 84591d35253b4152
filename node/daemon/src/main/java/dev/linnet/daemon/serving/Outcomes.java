package dev.linnet.daemon.serving;

import dev.linnet.core.model.Manifest;
import java.util.List;
import java.util.Optional;

/** What an answer named, row by row: a class by its number, or a label. */
sealed interface Outcomes {
  /** Of an answer with more rows nothing is kept. */
  int MOST_ROWS = 64;

  /** Nor of one with more scores: to look at each of them takes longer than a small model. */
  int MOST_SCORES = 16 * 1024;

  /** Nor of one whose labels are longer together: they are texts rather than labels. */
  int MOST_LETTERS = 4 * 1024;

  /** The most likely of so many classes, for each row; -1 if none was. */
  final class Classes implements Outcomes {
    private final int[] named;
    private final int classes;

    private Classes(int[] named, int classes) {
      this.named = named;
      this.classes = classes;
    }

    @Override
    public int rows() {
      return named.length;
    }

    @Override
    public boolean isRight(int row, String label) {
      if (!label.matches("[0-9]{1,9}") || Integer.parseInt(label) >= classes) {
        throw InferenceException.invalid(
            "label '" + label + "': expected a class from 0 to " + (classes - 1));
      }
      return Integer.parseInt(label) == named[row];
    }

    @Override
    public int sizeBytes() {
      return Integer.BYTES * named.length;
    }
  }

  /** A whole number for each row. */
  final class Numbers implements Outcomes {
    private final long[] named;

    private Numbers(long[] named) {
      this.named = named;
    }

    @Override
    public int rows() {
      return named.length;
    }

    @Override
    public boolean isRight(int row, String label) {
      return label.equals(Long.toString(named[row]));
    }

    @Override
    public int sizeBytes() {
      return Long.BYTES * named.length;
    }
  }

  /** A text for each row. */
  record Labels(List<String> named) implements Outcomes {
    @Override
    public int rows() {
      return named.size();
    }

    @Override
    public boolean isRight(int row, String label) {
      return label.equals(named.get(row));
    }

    @Override
    public int sizeBytes() {
      return letters(named) * Character.BYTES;
    }
  }

  int rows();

  /**
   * Whether a row named what was true.
   *
   * @throws InferenceException INVALID if the model cannot name that
   */
  boolean isRight(int row, String label);

  /** About what is kept. */
  int sizeBytes();

  /**
   * What the first output says that is scores over classes or a label for each row; empty if there
   * is none, or too much of it.
   */
  static Optional<Outcomes> of(List<Tensor> answers, Manifest manifest) {
    for (Tensor answer : answers) {
      if (Scores.are(answer, manifest)) {
        int rows = answer.elements() / Scores.classes(answer);
        return rows > 0 && rows <= MOST_ROWS && answer.elements() <= MOST_SCORES
            ? Optional.of(mostLikely(answer, rows))
            : Optional.empty();
      }
      if (!answer.datatype().isFloat() && isOneForEachRow(answer)) {
        return answer.elements() > 0 && answer.elements() <= MOST_ROWS
            ? labels(answer)
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
    int[] named = new int[rows];
    for (int row = 0; row < rows; row++) {
      named[row] = Scores.mostLikely(scores, row);
    }
    return new Classes(named, Scores.classes(scores));
  }

  private static Optional<Outcomes> labels(Tensor labels) {
    if (labels.datatype() == Datatype.BYTES) {
      return letters(labels.strings()) <= MOST_LETTERS
          ? Optional.of(new Labels(labels.strings()))
          : Optional.empty();
    }
    long[] named = new long[labels.elements()];
    for (int row = 0; row < named.length; row++) {
      named[row] = (long) labels.number(row);
    }
    return Optional.of(new Numbers(named));
  }

  private static int letters(List<String> labels) {
    return labels.stream().mapToInt(String::length).reduce(0, Math::addExact);
  }

  /**
   * How many rows named what was true.
   *
   * @throws InferenceException INVALID if there is not one truth for each row, or one that the
   *     model cannot name
   */
  default int right(List<String> truth) {
    if (truth.size() != rows()) {
      throw InferenceException.invalid(
          "labels: expected one for each of " + rows() + " rows, got " + truth.size());
    }
    int right = 0;
    for (int row = 0; row < truth.size(); row++) {
      right += isRight(row, truth.get(row)) ? 1 : 0;
    }
    return right;
  }
}
