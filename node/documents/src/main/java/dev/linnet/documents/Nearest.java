package dev.linnet.documents;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that was meant. */
public final class Nearest {
  /** To compare two words takes as much time and memory as their lengths multiplied. */
  private static final int LONGEST = 200;

  private Nearest() {}

  /** The candidate with the fewest edits, if they are few for a word of this length. */
  public static Optional<String> of(String word, Collection<String> candidates) {
    if (word.length() > LONGEST) {
      return Optional.empty();
    }
    int most = Math.max(1, Math.min(3, word.length() / 2));
    return candidates.stream()
        .filter(candidate -> Math.abs(candidate.length() - word.length()) <= most)
        .filter(candidate -> edits(word, candidate) <= most)
        .min(
            Comparator.comparingInt((String candidate) -> edits(word, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  /**
   * Insertions, deletions, replacements and swaps of neighbours that make {@code b} of {@code a}.
   */
  static int edits(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        cost[i][j] = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
