package dev.linnet.core;

import dev.linnet.core.mesh.Directory;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Retry;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.trust.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Turns a plan into the announcement that an operator signs: fills in what the mesh knows. */
final class Drafting {
  private static final Duration DEFAULT_LIFE = Duration.ofDays(7);

  private Drafting() {}

  /**
   * Drafts.
   *
   * @param epoch the trust root's
   * @param headFirst the model's rollouts so far
   * @param stored the manifests of the plan's model and version in this node's store
   * @throws IllegalArgumentException with a sentence for the operator
   */
  static Announcement draft(
      String mesh,
      long epoch,
      Plan plan,
      List<Rollout> headFirst,
      List<Manifest> stored,
      Directory directory,
      long nowNanos,
      Instant wall) {
    if (stored.isEmpty()) {
      throw new IllegalArgumentException(
          "model "
              + plan.model()
              + " version "
              + plan.version()
              + " is not in this node's store: run `linnet model push` here first");
    }
    if (stored.size() > 1) {
      throw new IllegalArgumentException(
          "model "
              + plan.model()
              + " version "
              + plan.version()
              + " was pushed with different contents: push it under a new version");
    }
    Instant expires = plan.expires() == null ? wall.plus(DEFAULT_LIFE) : plan.expires();
    if (!expires.isAfter(wall)) {
      throw new IllegalArgumentException("expires: " + expires + " is in the past");
    }
    Plan resolved = plan.resolve(directory.regions());
    requireRetry(plan, stored.get(0), headFirst);
    Rollout head = headFirst.isEmpty() ? null : headFirst.get(0);
    return new Announcement(
        mesh,
        resolved,
        stored.get(0).digest(),
        epoch,
        head == null || head.announcement().epoch() < epoch
            ? 1
            : head.announcement().generation() + 1,
        head == null ? null : head.id(),
        headFirst.stream().filter(Rollout::finished).map(Rollout::id).findFirst().orElse(null),
        plan.retryOf(),
        wall,
        expires,
        new JurySelection(mesh, resolved, directory.members(any -> Map.of(), nowNanos)).juries());
  }

  /** Rule 10, and that a retry names what can be tried again. */
  private static void requireRetry(Plan plan, Manifest manifest, List<Rollout> headFirst) {
    Retry.unnamed(manifest.digest(), plan.retryOf(), headFirst)
        .ifPresent(
            unnamed -> {
              throw new IllegalArgumentException(Retry.sentence(unnamed));
            });
    Digest retryOf = plan.retryOf();
    if (retryOf != null
        && headFirst.stream()
            .filter(known -> known.id().equals(retryOf))
            .filter(known -> known.announcement().manifest().equals(manifest.digest()))
            .noneMatch(Rollout::rolledBackSomewhere)) {
      throw new IllegalArgumentException(
          "retryOf: "
              + retryOf.brief()
              + " is no rollout of version "
              + plan.version()
              + " that this node knows to be rolled back; leave retryOf out");
    }
  }
}
