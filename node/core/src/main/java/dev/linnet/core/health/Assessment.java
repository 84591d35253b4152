package dev.linnet.core.health;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is to be said of a version now.
 *
 * @param reason a sentence for people
 * @param evidence the measured values, by gate, and the counts they rest on
 */
public record Assessment(Opinion opinion, String reason, SortedMap<String, Double> evidence) {
  /** Silence and little traffic are NOT_YET, never HEALTHY. */
  public enum Opinion {
    NOT_YET,
    HEALTHY,
    UNHEALTHY
  }

  public Assessment {
    evidence = Collections.unmodifiableSortedMap(new TreeMap<>(evidence));
  }
}
