package dev.linnet.daemon.serving;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model's latest answers named, by their request's id, so that the true outcome can be told
 * later. The oldest go first; of two with one id the later one counts.
 */
final class RecentAnswers {
  /** Kept of one model. */
  static final int MOST_ROWS = 10_000;

  /** And of these only as many as take so much memory together. */
  static final long MOST_BYTES = 4L << 20;

  /** An answer to a request with a longer one is not kept. */
  static final int MOST_ID_LENGTH = 128;

  /** An answer, and whose it was. */
  record Answer(String version, Tally tally, Outcomes outcomes) {
    int rows() {
      return outcomes.rows();
    }
  }

  private final Map<String, Answer> byId = new LinkedHashMap<>();
  private int rows;
  private long bytes;

  synchronized void keep(String id, Answer answer) {
    remove(id);
    byId.put(id, answer);
    rows += answer.rows();
    bytes += sizeBytes(id, answer);
    Iterator<Map.Entry<String, Answer>> oldest = byId.entrySet().iterator();
    while (rows > MOST_ROWS || bytes > MOST_BYTES) {
      Map.Entry<String, Answer> entry = oldest.next();
      rows -= entry.getValue().rows();
      bytes -= sizeBytes(entry.getKey(), entry.getValue());
      oldest.remove();
    }
  }

  /** With what the map itself takes for each. */
  private static long sizeBytes(String id, Answer answer) {
    return 200L + (long) Character.BYTES * id.length() + answer.outcomes().sizeBytes();
  }

  /**
   * Counts the true outcome for the version that answered; once, and then the answer is forgotten.
   *
   * @param truth one for each row
   * @return null if no such answer is kept
   * @throws InferenceException INVALID if it does not fit; the answer is kept then
   */
  synchronized @Nullable Feedback tell(String model, String id, List<String> truth) {
    Answer answer = byId.get(id);
    if (answer == null) {
      return null;
    }
    int right = answer.outcomes().right(truth);
    answer.tally().labelled(answer.rows(), right);
    remove(id);
    return new Feedback(model, answer.version(), answer.rows(), right);
  }

  private void remove(String id) {
    Answer removed = byId.remove(id);
    if (removed != null) {
      rows -= removed.rows();
      bytes -= sizeBytes(id, removed);
    }
  }
}
