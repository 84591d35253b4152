package dev.linnet.simulator.result;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeSet;

/**
 * How something went over time in several runs: the middle one at each moment, and what four of
 * five lie between. A run that is over stays as it ended.
 */
record Band(List<Double> seconds, List<Double> low, List<Double> middle, List<Double> high) {
  private static final int LOW_PERCENT = 10;
  private static final int HIGH_PERCENT = 90;

  /**
   * @param curves of each run, values by nanoseconds
   * @param most how many moments are kept at the most
   */
  static Band of(List<? extends NavigableMap<Long, Long>> curves, int most) {
    TreeSet<Long> moments = new TreeSet<>();
    curves.forEach(curve -> moments.addAll(curve.keySet()));
    Band band =
        new Band(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (long at : thinned(List.copyOf(moments), most)) {
      long[] values =
          curves.stream()
              .map(curve -> curve.floorEntry(at))
              .mapToLong(entry -> entry == null ? 0 : entry.getValue())
              .sorted()
              .toArray();
      int last = values.length - 1;
      band.seconds.add(at / 1e9);
      band.low.add((double) values[last * LOW_PERCENT / 100]);
      band.middle.add((double) values[last / 2]);
      band.high.add((double) values[(last * HIGH_PERCENT + 99) / 100]);
    }
    return band;
  }

  /** Each so-and-so-many-th, and the last one. */
  static <T> List<T> thinned(List<T> all, int most) {
    int step = Math.max(1, (all.size() + most - 2) / (most - 1));
    List<T> kept = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (i % step == 0 || i == all.size() - 1) {
        kept.add(all.get(i));
      }
    }
    return kept;
  }
}
