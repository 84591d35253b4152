package dev.linnet.daemon.operator;

import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.TrustRoot;
import java.util.List;

/** Two different trust roots of one version: ROOT keys were used twice, or stolen. */
public final class TrustFork {
  private TrustFork() {}

  /**
   * Whether it is among the roots that a node holds.
   *
   * @param roots each of them once
   */
  public static boolean isAmong(List<Envelope> roots) {
    return roots.stream().map(root -> TrustRoot.parse(root.payload()).version()).distinct().count()
        < roots.size();
  }
}
