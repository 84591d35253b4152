package dev.linnet.core.rollout;

import dev.linnet.core.trust.Digest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rule 10: what a quorum rolled back is announced again only by an operator who says so. It is a
 * rule of what may open, too, so that no node has to trust the one that took the announcement in.
 */
public final class Retry {
  private Retry() {}

  /**
   * The rollout that an announcement would have to name as the one it tries again, and does not.
   *
   * @param others the model's other rollouts that are not above it, head first
   */
  public static Optional<Rollout> unnamed(
      Digest manifest, @Nullable Digest retryOf, List<Rollout> others) {
    return others.stream()
        .filter(other -> other.announcement().manifest().equals(manifest))
        .filter(Rollout::rolledBackSomewhere)
        .findFirst()
        .filter(latest -> !latest.id().equals(retryOf));
  }

  /** What an operator is told who did not name it. */
  public static String sentence(Rollout unnamed) {
    return "version "
        + unnamed.announcement().version()
        + " was rolled back as rollout "
        + unnamed.id().brief()
        + "; push a mended one under a new version, or try it again with retryOf: "
        + unnamed.id().hex();
  }
}
