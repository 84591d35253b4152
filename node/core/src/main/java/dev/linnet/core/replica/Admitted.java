package dev.linnet.core.replica;

import dev.linnet.core.trust.Digest;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The facts that replicas of one process checked and parsed, so that a thousand of them need not do
 * it a thousand times. A daemon has one replica, and no use for this.
 *
 * <p>What is to be believed depends on the trust roots that a replica knows, and on nothing else
 * besides what {@link Admission} asks again: facts are shared among those that know the same roots.
 */
public final class Admitted {
  /** Asked for single facts alone, never walked through: its order is by chance. */
  private final Map<Set<Digest>, Map<Fact, Entry>> byRoots = new HashMap<>();

  public Admitted() {}

  /** What was checked by the roots of these ids. */
  Map<Fact, Entry> under(Set<Digest> roots) {
    return byRoots.computeIfAbsent(roots, any -> new HashMap<>());
  }
}
