package dev.linnet.core.replica;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The places that hold a fact, found by their path, by their hash, and by the fact in them. Keeps a
 * running sum of the state hashes of each bucket, so that a replica is summed up without a walk
 * through it.
 */
final class Places {
  /** Into how many buckets the places fall by their hash. */
  static final int BUCKETS = 64;

  private final NavigableMap<String, Entry> byKey = new TreeMap<>();

  /** Each offer asks for a few; walked through only to compare, and sorted then. */
  private final List<Map<Long, Entry>> byHash = new ArrayList<>(BUCKETS);

  /** Asked for single facts alone, never walked through: its order is by chance. */
  private final Map<Fact, Entry> byFact = new HashMap<>();

  private final long[] sums = new long[BUCKETS];
  private final long[] globalSums = new long[BUCKETS];

  Places() {
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      byHash.add(new HashMap<>());
    }
  }

  static int bucket(long keyHash) {
    return (int) Math.floorMod(keyHash, (long) BUCKETS);
  }

  void put(Entry entry) {
    remove(entry.key());
    byKey.put(entry.key(), entry);
    byHash.get(bucket(entry.keyHash())).put(entry.keyHash(), entry);
    byFact.put(entry.fact(), entry);
    count(entry, entry.stateHash());
  }

  void remove(String key) {
    Entry entry = byKey.remove(key);
    if (entry != null) {
      byHash.get(bucket(entry.keyHash())).remove(entry.keyHash(), entry);
      byFact.remove(entry.fact());
      count(entry, -entry.stateHash());
    }
  }

  private void count(Entry entry, long change) {
    int bucket = bucket(entry.keyHash());
    sums[bucket] += change;
    if (entry.scope() == Entry.Scope.GLOBAL) {
      globalSums[bucket] += change;
    }
  }

  @Nullable Entry at(String key) {
    return byKey.get(key);
  }

  @Nullable Entry at(long keyHash) {
    return byHash.get(bucket(keyHash)).get(keyHash);
  }

  /** The place that holds this very fact, signatures and all: it was checked when it came. */
  @Nullable Entry holding(Fact fact) {
    return byFact.get(fact);
  }

  Collection<Entry> under(String prefix) {
    return byKey.subMap(prefix, true, prefix + Character.MAX_VALUE, false).values();
  }

  /** In the order of their hashes. */
  List<Entry> inBucket(int bucket) {
    return byHash.get(bucket).values().stream()
        .sorted(Comparator.comparingLong(Entry::keyHash))
        .toList();
  }

  /** The sums over all places. */
  long[] sums() {
    return sums.clone();
  }

  /** The sums over the places whose facts go beyond their region. */
  long[] globalSums() {
    return globalSums.clone();
  }
}
