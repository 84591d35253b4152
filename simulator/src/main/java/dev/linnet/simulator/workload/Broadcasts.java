package dev.linnet.simulator.workload;

import java.util.ArrayDeque;

/**
 * What one member has to tell, riding on whatever it sends: the last word on each subject, so many
 * times, what is new before what was told already.
 */
final class Broadcasts {
  private static final long[] NOTHING = {};

  /** As fit into a datagram beside the message that it rides on. */
  private static final int MOST_AT_ONCE = 12;

  private final int transmits;
  private final long[] updates;
  private final int[] left;
  private final ArrayDeque<Integer> subjects = new ArrayDeque<>();

  Broadcasts(int members, int transmits) {
    this.transmits = transmits;
    this.updates = new long[members];
    this.left = new int[members];
  }

  void add(long update) {
    int subject = Update.subject(update);
    if (left[subject] > 0) {
      subjects.remove(subject);
    }
    updates[subject] = update;
    left[subject] = transmits;
    subjects.addFirst(subject);
  }

  boolean isEmpty() {
    return subjects.isEmpty();
  }

  /** What the next message carries. */
  long[] next() {
    if (subjects.isEmpty()) {
      return NOTHING;
    }
    long[] next = new long[Math.min(MOST_AT_ONCE, subjects.size())];
    for (int i = 0; i < next.length; i++) {
      int subject = subjects.removeFirst();
      next[i] = updates[subject];
      left[subject]--;
      if (left[subject] > 0) {
        subjects.addLast(subject);
      }
    }
    return next;
  }
}
