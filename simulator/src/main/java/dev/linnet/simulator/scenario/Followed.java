package dev.linnet.simulator.scenario;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Progress;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.trust.Digest;
import dev.linnet.simulator.SimulatedNode;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A rollout of a scenario on its way. Times are virtual and count from the end of the warm-up. */
public final class Followed {
  /** The time of what has not come. */
  public static final long NEVER = -1;

  private final Release release;
  private final Manifest manifest;
  private @Nullable Digest id;
  private @Nullable Announcement announcement;
  private @Nullable NodeName lastUnsettled;
  private String state = "NOT_ANNOUNCED";
  private long announcedNanos = NEVER;
  private long settledNanos = NEVER;

  Followed(Release release, Manifest manifest) {
    this.release = release;
    this.manifest = manifest;
  }

  Release release() {
    return release;
  }

  public String name() {
    return release.name();
  }

  public Manifest manifest() {
    return manifest;
  }

  /** Its id, once it is announced. */
  public Optional<Digest> id() {
    return Optional.ofNullable(id);
  }

  /** As it was signed, once it is announced. */
  public Optional<Announcement> announcement() {
    return Optional.ofNullable(announcement);
  }

  /** As the nodes see it at last, or NOT_ANNOUNCED or REFUSED. */
  public String state() {
    return state;
  }

  public long announcedNanos() {
    return announcedNanos;
  }

  /** When it was over at every node that is up. */
  public long settledNanos() {
    return settledNanos;
  }

  boolean isSettled() {
    return settledNanos != NEVER;
  }

  void announced(Digest rollout, Announcement announced, long atNanos) {
    id = rollout;
    announcement = announced;
    announcedNanos = atNanos;
    state = Progress.State.ROLLING.name();
  }

  /** No node took it: there is nothing to wait for. */
  void refused(long atNanos) {
    state = "REFUSED";
    settledNanos = atNanos;
  }

  /** Looks how far it is; nodes that lie are not asked. */
  void look(Collection<SimulatedNode> nodes, Set<NodeName> liars, long atNanos) {
    if (id == null || isSettled()) {
      return;
    }
    List<SimulatedNode> honest =
        nodes.stream().filter(node -> node.isUp() && !liars.contains(node.peer().node())).toList();
    for (SimulatedNode node : honest) {
      if (node.peer().node().equals(lastUnsettled) && !stateAt(node).isFinal()) {
        return;
      }
    }
    Progress.State all = null;
    for (SimulatedNode node : honest) {
      Progress.State one = stateAt(node);
      if (!one.isFinal()) {
        lastUnsettled = node.peer().node();
        state = one.name();
        return;
      }
      all = one;
    }
    if (all != null) {
      state = all.name();
      settledNanos = atNanos;
    }
  }

  private Progress.State stateAt(SimulatedNode node) {
    boolean head = true;
    for (Rollout rollout : node.view().rollouts()) {
      if (rollout.announcement().model().equals(manifest.name())) {
        if (rollout.id().equals(Objects.requireNonNull(id))) {
          return Progress.of(rollout, head, node.wallMillis());
        }
        head = false;
      }
    }
    return head ? Progress.State.ROLLING : Progress.State.SUPERSEDED;
  }
}
