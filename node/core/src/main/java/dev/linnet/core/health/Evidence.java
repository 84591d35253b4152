package dev.linnet.core.health;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an opinion rests on, small enough to travel with the vote.
 *
 * @param numbers the measured values, by gate, and the counts they rest on
 * @param sketches of each feature with a baseline that a gate judged, what this version and the one
 *     before showed; those of several nodes add up
 */
public record Evidence(SortedMap<String, Double> numbers, SortedMap<String, Sketch> sketches) {
  /** Nothing measured. */
  public static final Evidence NONE = new Evidence(new TreeMap<>(), new TreeMap<>());

  private static final int MAX_NUMBERS = 96; // two for each of 32 gates, and room
  private static final int MAX_SKETCHES = 2 * Baseline.MAX_BASELINES;

  public Evidence {
    numbers = Collections.unmodifiableSortedMap(new TreeMap<>(numbers));
    sketches = Collections.unmodifiableSortedMap(new TreeMap<>(sketches));
    if (numbers.size() > MAX_NUMBERS
        || sketches.size() > MAX_SKETCHES
        || sketches.values().stream().anyMatch(it -> it.counts().size() > Baseline.MAX_BINS)) {
      throw new IllegalArgumentException("evidence: more than a vote may carry");
    }
  }
}
