package dev.linnet.daemon.serving;

import dev.linnet.core.health.Baseline;
import dev.linnet.core.health.Sketch;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.trust.Digest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a serving version answers by the baselines of another one, which serves elsewhere
 * already: what this one shows tells whether the other drifts alone.
 */
final class Testifying {
  private final Manifest head;
  private final Features features;
  private final BinCounts counts;
  private @Nullable Digest by;

  Testifying(Manifest head) {
    List<Baseline> outputs = Baseline.ofOutputs(head.baselines());
    this.head = head;
    this.features = new Features(head, outputs);
    this.counts = new BinCounts(outputs);
  }

  Digest head() {
    return head.digest();
  }

  /** Counts an answer; those of a version that served until now are forgotten. */
  void answered(Digest version, List<Tensor> answers) {
    int[][] found = features.count(List.of(), answers);
    synchronized (this) {
      if (!version.equals(by)) {
        counts.clear();
        by = version;
      }
      counts.add(found);
    }
  }

  /** What this version answered since the last call; empty if nothing. */
  synchronized List<Sketch> take(Digest version) {
    if (!version.equals(by)) {
      return List.of();
    }
    List<Sketch> taken = counts.sketches();
    counts.clear();
    by = null;
    return taken;
  }
}
