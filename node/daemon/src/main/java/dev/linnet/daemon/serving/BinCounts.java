package dev.linnet.daemon.serving;

import dev.linnet.core.health.Baseline;
import dev.linnet.core.health.Sketch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How often each bin of each of some baselines was hit. Not for more than one thread at a time. */
final class BinCounts {
  private final long[][] counts;

  BinCounts(List<Baseline> baselines) {
    this.counts = baselines.stream().map(it -> new long[it.shares().size()]).toArray(long[][]::new);
  }

  /** Adds what {@link Features} found. */
  void add(int[][] features) {
    for (int i = 0; i < features.length; i++) {
      for (int bin = 0; bin < features[i].length; bin++) {
        counts[i][bin] += features[i][bin];
      }
    }
  }

  void clear() {
    for (long[] bins : counts) {
      Arrays.fill(bins, 0);
    }
  }

  List<Sketch> sketches() {
    List<Sketch> sketches = new ArrayList<>();
    for (long[] bins : counts) {
      sketches.add(new Sketch(Arrays.stream(bins).boxed().toList()));
    }
    return sketches;
  }
}
