package dev.linnet.core.rollout;

import dev.linnet.core.trust.Digest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node should do about a model, and why.
 *
 * @param target the rollout whose version should serve; null if nothing proven is left
 * @param reasons one for each rollout looked at, from the head down to the target
 */
public record Decision(@Nullable Digest target, List<Reason> reasons) {
  public Decision {
    reasons = List.copyOf(reasons);
  }

  /** Why a rollout's version serves here, or does not. */
  public record Reason(Digest rollout, Because because) {
    public Cause cause() {
      return because.cause();
    }

    public String sentence() {
      return because.sentence();
    }
  }

  /** The causes that {@link Decide} knows; those before WAITING admit the rollout. */
  public enum Cause {
    OPENED,
    OPENS,
    PROVEN_HERE,
    WAITING,
    PAUSED,
    HALTED,
    EXPIRED,
    SUPERSEDED,
    NOT_SELECTED,
    INELIGIBLE,
    FAILED_HERE,
    ROLLED_BACK,
    ABORTED
  }
}
