package dev.linnet.core.swarm;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Missing chunks that something happened to since they were last looked at, so that an order of
 * them may have become possible. A look goes over the holders of each chunk, and in a large region
 * claims come by the hundred, each about a few chunks.
 */
final class Touched {
  private final Set<Chunk> chunks = new LinkedHashSet<>();
  private boolean isAll = true;

  void add(Chunk chunk) {
    if (!isAll) {
      chunks.add(chunk);
    }
  }

  void addAll() {
    isAll = true;
    chunks.clear();
  }

  boolean isAll() {
    return isAll;
  }

  /** Those of the missing ones, in their order; nothing is touched after it. */
  Collection<Chunk> take(TreeSet<Chunk> missing) {
    Collection<Chunk> taken =
        isAll
            ? missing
            : chunks.stream().filter(missing::contains).sorted(missing.comparator()).toList();
    isAll = false;
    chunks.clear();
    return taken;
  }
}
