package dev.linnet.core.gossip;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws some of many, each as likely as any other. */
public final class Sample {
  private Sample() {}

  /**
   * Up to {@code count} of {@code from}, in random order. Draws as often as it picks, whatever the
   * length of the list: peers are many and few of them are asked.
   */
  public static <T> List<T> of(int count, List<T> from, RandomGenerator random) {
    List<T> picked = new ArrayList<>(Math.min(count, from.size()));
    if (from.size() <= 2 * count) {
      List<T> left = new ArrayList<>(from);
      while (picked.size() < count && !left.isEmpty()) {
        int index = random.nextInt(left.size());
        picked.add(left.get(index));
        left.set(index, left.get(left.size() - 1));
        left.remove(left.size() - 1);
      }
      return picked;
    }
    return byIndex(count, from, random);
  }

  /** Floyd's algorithm (Bentley, "More programming pearls", 1987): no copy of a long list. */
  private static <T> List<T> byIndex(int count, List<T> from, RandomGenerator random) {
    List<Integer> indices = new ArrayList<>(count);
    for (int last = from.size() - count; last < from.size(); last++) {
      int drawn = random.nextInt(last + 1);
      indices.add(indices.contains(drawn) ? last : drawn);
    }
    return indices.stream().<T>map(from::get).toList();
  }
}
