package dev.linnet.core.replica;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The facts that replicas of one process checked and parsed, so that a thousand of them need not do
 * it a thousand times. A daemon has one replica, and no use for this.
 *
 * <p>Only for replicas that begin with the same trust root. What is in here was admitted under that
 * root alone; a replica that knows another one besides checks for itself.
 */
public final class Admitted {
  /** Asked for single facts alone, never walked through: its order is by chance. */
  private final Map<Fact, Entry> entries = new HashMap<>();

  public Admitted() {}

  @Nullable Entry entry(Fact fact) {
    return entries.get(fact);
  }

  void add(Fact fact, Entry entry) {
    entries.put(fact, entry);
  }
}
