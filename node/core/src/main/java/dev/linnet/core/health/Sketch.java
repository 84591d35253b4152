package dev.linnet.core.health;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How often a feature fell into each bin of a {@link Baseline}. Sketches of one baseline add up to
 * the sketch of all that any of them saw, exactly; nothing of a single request is left in them.
 */
public record Sketch(List<Long> counts) {
  public Sketch {
    counts = List.copyOf(counts);
  }

  static Sketch empty(int bins) {
    return new Sketch(Collections.nCopies(bins, 0L));
  }

  /** Both together. */
  public Sketch plus(Sketch other) {
    if (other.counts.size() != counts.size()) {
      throw new IllegalArgumentException(
          "sketches of " + counts.size() + " and " + other.counts.size() + " bins do not add up");
    }
    List<Long> sum = new ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      sum.add(counts.get(i) + other.counts.get(i));
    }
    return new Sketch(sum);
  }

  /** What came since {@code earlier}, which this holds. */
  Sketch minus(Sketch earlier) {
    List<Long> difference = new ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      difference.add(counts.get(i) - earlier.counts.get(i));
    }
    return new Sketch(difference);
  }

  /** Whether no bin of another has more. */
  boolean holds(Sketch other) {
    for (int i = 0; i < counts.size(); i++) {
      if (counts.get(i) < other.counts.get(i)) {
        return false;
      }
    }
    return true;
  }

  /** Reads {@link #toText}. */
  public static Sketch parse(String text) {
    List<Long> counts = new ArrayList<>();
    for (String count : text.split(" ", -1)) {
      if (!count.matches("[0-9]{1,18}")) {
        throw new IllegalArgumentException("expected counts with a space between");
      }
      counts.add(Long.valueOf(count));
    }
    return new Sketch(counts);
  }

  /** The counts with a space between. */
  public String toText() {
    return counts.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  /** How much was seen. */
  public long total() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }
}
