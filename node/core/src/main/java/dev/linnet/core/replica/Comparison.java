package dev.linnet.core.replica;

import dev.linnet.core.Message.Version;
import dev.linnet.core.replica.Entry.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * How two replicas find what they differ in: first one hash for each bucket of places, then the
 * versions in the buckets that differ, then the facts. Nodes of one region compare all they hold;
 * nodes of two regions only what is global.
 */
public final class Comparison {
  /** Into how many buckets the places fall by their hash. */
  public static final int BUCKETS = Places.BUCKETS;

  private final Places places;

  /** A view on a replica. */
  public Comparison(Replica replica) {
    this.places = replica.places();
  }

  /** A hash for each bucket: equal if, and with near certainty only if, the facts are. */
  public List<Long> bucketHashes(boolean regional) {
    return Arrays.stream(regional ? places.sums() : places.globalSums()).boxed().toList();
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
    return shared(regional, buckets).map(Comparison::version).toList();
  }

  /** What we hold in some places. */
  public List<Version> versions(Collection<String> keys) {
    return keys.stream().map(places::at).filter(Objects::nonNull).map(Comparison::version).toList();
  }

  private static Version version(Entry entry) {
    return new Version(entry.keyHash(), entry.stateHash());
  }

  /** Whether this very fact is held. */
  public boolean holds(Version version) {
    Entry ours = places.at(version.keyHash());
    return ours != null && ours.stateHash() == version.stateHash();
  }

  /** What we hold in some buckets that they lack, or hold in another state. */
  public List<Version> lackedThere(
      boolean regional, Collection<Integer> buckets, List<Version> theirs) {
    Map<Long, Long> held = new HashMap<>();
    theirs.forEach(version -> held.put(version.keyHash(), version.stateHash()));
    return shared(regional, buckets)
        .filter(entry -> !Long.valueOf(entry.stateHash()).equals(held.get(entry.keyHash())))
        .map(Comparison::version)
        .toList();
  }

  /** The facts in some places, announcements before what hangs on them. */
  public List<Fact> facts(boolean regional, Collection<Long> keyHashes) {
    return new TreeSet<>(keyHashes)
        .stream()
            .map(places::at)
            .filter(Objects::nonNull)
            .filter(entry -> regional || isGlobal(entry))
            .sorted(Comparator.comparing(Entry::key))
            .map(Entry::fact)
            .toList();
  }

  /** Whether a place's fact goes beyond the region. */
  public boolean isGlobal(String key) {
    Entry entry = places.at(key);
    return entry != null && isGlobal(entry);
  }

  /** Whether anything is decided by a place's fact; what a node is and does, people look at. */
  public boolean isUrgent(String key) {
    return !key.startsWith(Keys.STATUSES) && !key.startsWith(Keys.RECORDS);
  }

  private Stream<Entry> shared(boolean regional, Collection<Integer> buckets) {
    return new TreeSet<>(buckets)
        .stream()
            .filter(bucket -> bucket >= 0 && bucket < BUCKETS)
            .flatMap(bucket -> places.inBucket(bucket).stream())
            .filter(entry -> regional || isGlobal(entry));
  }

  private static boolean isGlobal(Entry entry) {
    return entry.scope() == Scope.GLOBAL;
  }
}
