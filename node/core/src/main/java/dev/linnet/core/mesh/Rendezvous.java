package dev.linnet.core.mesh;

import dev.linnet.core.trust.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Highest-random-weight hashing (Thaler and Ravishankar, 1998): everyone who knows the same names
 * and the same salt ranks them the same, and one name more or less moves no other.
 */
public final class Rendezvous {
  private Rendezvous() {}

  /** The {@code count} names of {@code candidates} that rank first for {@code salt}. */
  public static List<NodeName> first(int count, String salt, Collection<NodeName> candidates) {
    Map<String, NodeName> ranked = new TreeMap<>();
    for (NodeName candidate : candidates) {
      ranked.put(rank(salt, candidate), candidate);
    }
    List<NodeName> all = new ArrayList<>(ranked.values());
    return List.copyOf(all.subList(0, Math.min(count, all.size())));
  }

  /** The lower one ranks first. */
  private static String rank(String salt, NodeName name) {
    return digest(salt, name).hex() + name.value();
  }

  /** The beginning of the rank, as an unsigned number. */
  static long hash(String salt, NodeName name) {
    return digest(salt, name).head();
  }

  private static Digest digest(String salt, NodeName name) {
    return Digest.of((salt + "/" + name.value()).getBytes(StandardCharsets.UTF_8));
  }

  /** Where a name ranks among all names that there could be, from 0 up to 2^32. */
  public static long position(String salt, NodeName name) {
    return hash(salt, name) >>> 32;
  }
}
