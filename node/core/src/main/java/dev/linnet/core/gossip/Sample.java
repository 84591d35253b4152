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

  /**
   * Floyd's algorithm P (Bentley and Floyd, "A sample of brilliance", CACM 30(9), 1987): no copy of
   * a long list, and every order as likely as any other.
   */
  private static <T> List<T> byIndex(int count, List<T> from, RandomGenerator random) {
    List<Integer> indices = new ArrayList<>(count);
    for (int last = from.size() - count; last < from.size(); last++) {
      int drawn = random.nextInt(last + 1);
      int before = indices.indexOf(drawn);
      indices.add(before + 1, before < 0 ? drawn : last);
    }
    return indices.stream().<T>map(from::get).toList();
  }
}
