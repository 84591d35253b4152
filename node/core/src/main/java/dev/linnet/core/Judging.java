package dev.linnet.core;

import dev.linnet.core.health.Judge;
import dev.linnet.core.health.Observation;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.rollout.Deadline;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Testimony;
import dev.linnet.core.trust.Digest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A version under judgement from when it serves here, and what was told of it once already. */
final class Judging {
  private final Rollout rollout;
  private final Judge judge;
  private final @Nullable Digest before;
  private final Set<String> warned = new TreeSet<>();
  private final Set<NodeName> misfits = new TreeSet<>();
  private boolean overdue;

  /**
   * Begins to judge.
   *
   * @param before the manifest of the version that it took over from; null if there was none
   */
  Judging(Rollout rollout, Judge judge, @Nullable Digest before, long nowNanos) {
    this.rollout = rollout;
    this.judge = judge;
    this.before = before;
    judge.servingSince(nowNanos);
  }

  Rollout rollout() {
    return rollout;
  }

  Judge judge() {
    return judge;
  }

  boolean isOfManifest(Digest manifest) {
    return rollout.announcement().manifest().equals(manifest);
  }

  void observe(Observation seen) {
    judge.observe(seen);
  }

  /**
   * A juror of this region said something of the rollout: what it tells of the version before
   * counts, of any other it does not. Returns a sentence if it cannot be right, once of each juror.
   */
  Optional<String> hear(NodeName juror, @Nullable Testimony said) {
    if (said == null || !said.by().equals(before)) {
      judge.hearNoMore(juror);
      return Optional.empty();
    }
    return judge.hear(juror, said.sketches()) || !misfits.add(juror)
        ? Optional.empty()
        : Optional.of("node " + juror + " counts answers by other bins than the manifest has");
  }

  /** What is odd and was not told yet. */
  List<String> newWarnings() {
    return judge.warnings().entrySet().stream()
        .filter(warning -> warned.add(warning.getKey()))
        .map(warning -> warning.getKey() + ": " + warning.getValue())
        .toList();
  }

  /** Rule 3: true once, when the deadline passes. */
  boolean misses(Deadline deadline, long nowNanos) {
    if (overdue || !deadline.passed(judge.servedNanos(nowNanos))) {
      return false;
    }
    overdue = true;
    return true;
  }
}
