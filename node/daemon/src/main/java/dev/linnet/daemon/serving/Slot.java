package dev.linnet.daemon.serving;

import dev.linnet.core.rollout.Canary;
import dev.linnet.core.trust.Digest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What answers, and what is kept warm beside it.
 *
 * @param takeover while it is under way, {@code previous} answers what {@code current} does not
 */
record Slot(@Nullable Version current, @Nullable Version previous, @Nullable Takeover takeover) {
  static final Slot EMPTY = new Slot(null, null, null);

  /** A canary: the share of requests that the newer version answers until it answers all. */
  record Takeover(Portion portion, long untilNanos) {
    static Takeover of(Canary canary) {
      return new Takeover(
          Portion.of(canary.share()), System.nanoTime() + canary.lasting().toNanos());
    }

    boolean isOver() {
      return System.nanoTime() - untilNanos >= 0;
    }
  }

  List<Version> versions() {
    List<Version> versions = new ArrayList<>(2);
    if (current != null) {
      versions.add(current);
    }
    if (previous != null) {
      versions.add(previous);
    }
    return versions;
  }

  @Nullable Version find(Digest digest) {
    return versions().stream()
        .filter(version -> version.digest().equals(digest))
        .findFirst()
        .orElse(null);
  }

  /** The version that a request gets: the one it names, or whose turn it is. */
  @Nullable Version pick(String label) {
    if (label.isEmpty()) {
      return takeover == null || takeover.isOver() || takeover.portion().takes()
          ? current
          : previous;
    }
    return versions().stream()
        .filter(version -> version.label().equals(label))
        .findFirst()
        .orElse(null);
  }

  /** Whether whoever answers next likely does so at once. */
  boolean isQuick() {
    return current != null
        && current.isQuick()
        && (takeover == null || previous == null || previous.isQuick());
  }
}
