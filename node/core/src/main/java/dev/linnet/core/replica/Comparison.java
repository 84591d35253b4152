package dev.linnet.core.replica;

import dev.linnet.core.Message.Version;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.replica.Entry.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * How two replicas find what they differ in: first one hash for each bucket of places, then the
 * versions in the buckets that differ, then the facts. Nodes of one region compare all they hold;
 * nodes of two regions only what is global.
 */
public final class Comparison {
  /** Into how many buckets the places fall by their hash. */
  public static final int BUCKETS = 64;

  private final Replica replica;
  private final Predicate<NodeName> isCouncillor;

  public Comparison(Replica replica, Predicate<NodeName> isCouncillor) {
    this.replica = replica;
    this.isCouncillor = isCouncillor;
  }

  /** A hash for each bucket: equal if, and with near certainty only if, the facts are. */
  public List<Long> bucketHashes(boolean regional) {
    long[] sums = new long[BUCKETS];
    for (Entry entry : shared(regional)) {
      sums[bucket(entry.keyHash())] += entry.stateHash();
    }
    List<Long> hashes = new ArrayList<>(BUCKETS);
    for (long sum : sums) {
      hashes.add(sum);
    }
    return hashes;
  }

  /** The buckets in which another replica's hashes differ from ours. */
  public List<Integer> differing(boolean regional, List<Long> theirs) {
    List<Long> ours = bucketHashes(regional);
    List<Integer> buckets = new ArrayList<>();
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      if (bucket >= theirs.size() || !ours.get(bucket).equals(theirs.get(bucket))) {
        buckets.add(bucket);
      }
    }
    return buckets;
  }

  /** What we hold in some buckets. */
  public List<Version> versions(boolean regional, Collection<Integer> buckets) {
    Set<Integer> wanted = new TreeSet<>(buckets);
    return shared(regional).stream()
        .filter(entry -> wanted.contains(bucket(entry.keyHash())))
        .map(entry -> new Version(entry.keyHash(), entry.stateHash()))
        .toList();
  }

  /**
   * The places in which they hold something else than we do, or something where we hold nothing.
   */
  public List<Long> lackedHere(List<Version> theirs) {
    Map<Long, Long> ours = new HashMap<>();
    replica.entries().forEach(entry -> ours.put(entry.keyHash(), entry.stateHash()));
    return theirs.stream()
        .filter(version -> !Long.valueOf(version.stateHash()).equals(ours.get(version.keyHash())))
        .map(Version::keyHash)
        .toList();
  }

  /** The facts in some buckets that they lack, or hold in another state. */
  public List<Fact> lackedThere(
      boolean regional, Collection<Integer> buckets, List<Version> theirs) {
    Map<Long, Long> held = new HashMap<>();
    theirs.forEach(version -> held.put(version.keyHash(), version.stateHash()));
    Set<Integer> wanted = new TreeSet<>(buckets);
    return shared(regional).stream()
        .filter(entry -> wanted.contains(bucket(entry.keyHash())))
        .filter(entry -> !Long.valueOf(entry.stateHash()).equals(held.get(entry.keyHash())))
        .map(Entry::fact)
        .toList();
  }

  /** The facts in some places, announcements before what hangs on them. */
  public List<Fact> facts(boolean regional, Collection<Long> keyHashes) {
    Set<Long> wanted = new TreeSet<>(keyHashes);
    return shared(regional).stream()
        .filter(entry -> wanted.contains(entry.keyHash()))
        .map(Entry::fact)
        .toList();
  }

  /** Whether a place's fact goes beyond the region. */
  public boolean isGlobal(String key) {
    return replica.entry(key).filter(this::isGlobal).isPresent();
  }

  private List<Entry> shared(boolean regional) {
    return replica.entries().stream().filter(entry -> regional || isGlobal(entry)).toList();
  }

  private boolean isGlobal(Entry entry) {
    return entry.scope() == Scope.GLOBAL
        || (entry.scope() == Scope.COUNCIL
            && entry.node() != null
            && isCouncillor.test(entry.node()));
  }

  private static int bucket(long keyHash) {
    return (int) Math.floorMod(keyHash, (long) BUCKETS);
  }
}
