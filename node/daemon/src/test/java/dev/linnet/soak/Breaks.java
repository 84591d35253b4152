package dev.linnet.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What must never happen and did. Each kind is told a few times, and counted. */
final class Breaks {
  private static final int TOLD_OF_EACH = 5;

  private final Journal journal;
  private final Map<String, Integer> counts = new TreeMap<>();
  private boolean ended;
  private final List<String> sentences = new ArrayList<>();

  Breaks(Journal journal) {
    this.journal = journal;
  }

  /** From now on everything is taken down, and nothing is held against the mesh any more. */
  synchronized void end() {
    ended = true;
  }

  /** Notes one, under the invariant that it breaks. */
  synchronized void add(String invariant, String sentence) {
    if (ended) {
      return;
    }
    int count = counts.merge(invariant, 1, Integer::sum);
    journal.write("BROKEN " + invariant + ": " + sentence);
    if (count <= TOLD_OF_EACH) {
      sentences.add(invariant + ": " + sentence);
      journal.say("BROKEN " + invariant + ": " + sentence);
    }
  }

  synchronized int count() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  synchronized Map<String, Integer> counts() {
    return new TreeMap<>(counts);
  }

  synchronized List<String> sentences() {
    return List.copyOf(sentences);
  }
}
