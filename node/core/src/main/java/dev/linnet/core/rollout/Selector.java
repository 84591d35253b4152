package dev.linnet.core.rollout;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.mesh.Rendezvous;
import dev.linnet.core.mesh.Self;
import java.util.List;
import java.util.Optional;

/**
 * Which nodes of its regions a wave takes.
 *
 * <p>The share is one of the hash space, not of a list: no node knows every name in another region,
 * and few know every name in their own. It uses the ranking that councils have, so that a small
 * share holds the council first and with it the jury; and it is the same in each wave and each
 * plan, so that 10 % lie inside the later 50 %. The price: the same nodes go first every time.
 *
 * @param requirements all of which a node must meet
 * @param share of the nodes that do; above 0
 */
public record Selector(List<Requirement> requirements, Share share) {
  /** The whole region. */
  public static final Selector EVERYONE = new Selector(List.of(), Share.WHOLE);

  private static final int MAX_REQUIREMENTS = 64;

  public Selector {
    requirements = List.copyOf(requirements);
    if (requirements.size() > MAX_REQUIREMENTS) {
      throw new IllegalArgumentException("select: expected at most 64 requirements");
    }
    if (share.numerator() == 0) {
      throw new IllegalArgumentException("share: expected above 0 and at most 1, got " + share);
    }
  }

  /** Why a node does not meet the requirements; empty if it does. */
  public Optional<String> mismatch(Profile profile) {
    return requirements.stream()
        .flatMap(requirement -> requirement.mismatch(profile).stream())
        .findFirst();
  }

  /** Whether a name is in the share, whatever its node is. */
  public boolean holds(String salt, NodeName node) {
    return share.equals(Share.WHOLE) || share.holds(Rendezvous.position(salt, node));
  }

  /** Whether a node of one of the wave's regions is taken. */
  boolean takes(String salt, Self self) {
    return mismatch(self.profile()).isEmpty() && holds(salt, self.node());
  }

  /** Whether this selector takes every node that {@code other} takes, whoever they are. */
  public boolean includes(Selector other) {
    return !share.isLessThan(other.share) && other.requirements.containsAll(requirements);
  }
}
