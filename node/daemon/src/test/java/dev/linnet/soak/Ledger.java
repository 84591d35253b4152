package dev.linnet.soak;

import java.util.Map;
import java.util.TreeMap;

/** Inferences, counted. */
final class Ledger {
  private long answered;
  private final Map<String, Long> failed = new TreeMap<>();

  synchronized void answered() {
    answered++;
  }

  synchronized void failed(String why) {
    failed.merge(why, 1L, Long::sum);
  }

  synchronized long answers() {
    return answered;
  }

  synchronized Map<String, Long> failed() {
    return new TreeMap<>(failed);
  }

  synchronized long failures() {
    return failed.values().stream().mapToLong(Long::longValue).sum();
  }
}
