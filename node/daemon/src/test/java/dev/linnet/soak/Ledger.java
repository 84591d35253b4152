package dev.linnet.soak;

import java.util.Map;
import java.util.TreeMap;

/** Inferences, counted. */
final class Ledger {
  private long answered;
  private final Map<String, Long> failed = new TreeMap<>();
  private final Map<String, Long> answeredDuring = new TreeMap<>();

  /** One more answer, given under a fault or under none (empty). */
  synchronized void answered(String during) {
    answered++;
    if (!during.isEmpty()) {
      answeredDuring.merge(during, 1L, Long::sum);
    }
  }

  synchronized void failed(String why) {
    failed.merge(why, 1L, Long::sum);
  }

  synchronized long answered() {
    return answered;
  }

  synchronized Map<String, Long> failed() {
    return new TreeMap<>(failed);
  }

  synchronized long failures() {
    return failed.values().stream().mapToLong(Long::longValue).sum();
  }
}
