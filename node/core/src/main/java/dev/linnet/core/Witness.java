package dev.linnet.core;

import dev.linnet.core.health.Baseline;
import dev.linnet.core.health.Gate;
import dev.linnet.core.health.Sketch;
import dev.linnet.core.mesh.Self;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Testimony;
import dev.linnet.core.trust.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A juror that does not serve a model's head: it counts what the version shows that it serves
 * instead, by the baselines of the head, and says so in its pulses. So the nodes of its region that
 * serve the head can tell a drift of the world from one of the head's alone.
 */
final class Witness {
  private final Digest head;
  private final Digest by;
  private List<Sketch> counted = List.of();

  /**
   * Has counted nothing.
   *
   * @param head the manifest whose baselines it counts by
   * @param by the manifest of the version that answers
   */
  Witness(Digest head, Digest by) {
    this.head = head;
    this.by = by;
  }

  /** Whether a juror that serves something else than {@code head} is asked what that shows. */
  static boolean isAsked(Rollout head, Manifest manifest, Self self) {
    return manifest.baselines().stream().anyMatch(it -> it.side() == Baseline.Side.OUTPUT)
        && head.announcement().juryOf(self.region(), self.node()).isPresent()
        && head.announcement().plan().waves().stream()
            .flatMap(wave -> wave.gates().stream())
            .anyMatch(Gate::judgesDriftOfAnswers);
  }

  boolean isOf(Digest otherHead, Digest otherBy) {
    return head.equals(otherHead) && by.equals(otherBy);
  }

  void count(List<Sketch> more) {
    List<Sketch> sums = new ArrayList<>();
    for (int i = 0; i < more.size(); i++) {
      sums.add(counted.isEmpty() ? more.get(i) : counted.get(i).plus(more.get(i)));
    }
    counted = Testimony.isBounded(sums) ? sums : more;
  }

  /** What there is to say by now. */
  Optional<Testimony> testimony() {
    return counted.isEmpty() ? Optional.empty() : Optional.of(new Testimony(by, counted));
  }
}
