package dev.linnet.daemon.serving;

import java.util.Iterator;
import java.util.LinkedHashMap;
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
    Answer unused = take(id);
    byId.put(id, answer);
    rows += answer.rows();
    Iterator<Answer> oldest = byId.values().iterator();
    while (rows > MOST_ROWS) {
      rows -= oldest.next().rows();
      oldest.remove();
    }
  }

  synchronized @Nullable Answer find(String id) {
    return byId.get(id);
  }

  /** Each outcome counts once. */
  synchronized @Nullable Answer take(String id) {
    Answer taken = byId.remove(id);
    rows -= taken == null ? 0 : taken.rows();
    return taken;
  }
}
