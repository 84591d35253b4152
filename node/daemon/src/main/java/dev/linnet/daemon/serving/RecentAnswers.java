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

  /** An answer to a request with a longer one is not kept. */
  static final int MOST_ID_LENGTH = 128;

  /** An answer, and whose it was. */
  record Answer(String version, Tally tally, Outcomes outcomes) {
    int rows() {
      return outcomes.named().size();
    }
  }

  private final Map<String, Answer> byId = new LinkedHashMap<>();
  private int rows;

  synchronized void keep(String id, Answer answer) {
    remove(id);
    byId.put(id, answer);
    rows += answer.rows();
    Iterator<Answer> oldest = byId.values().iterator();
    while (rows > MOST_ROWS) {
      rows -= oldest.next().rows();
      oldest.remove();
    }
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
    rows -= removed == null ? 0 : removed.rows();
  }
}
