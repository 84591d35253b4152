package dev.linnet.core.replica;

import dev.linnet.core.Message.Version;
import dev.linnet.core.mesh.NodeName;
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
import java.util.function.LongSupplier;
import java.util.function.Predicate;
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
  private final Predicate<NodeName> isCouncillor;
  private final LongSupplier councilChanges;
  private long[] councilSums = new long[BUCKETS];
  private long summedAtRecordChanges = -1;
  private long summedAtCouncilChanges = -1;

  /**
   * A view on a replica.
   *
   * @param isCouncillor whether a node's record goes beyond its region
   * @param councilChanges grows whenever an answer of {@code isCouncillor} may have changed
   */
  public Comparison(
      Replica replica, Predicate<NodeName> isCouncillor, LongSupplier councilChanges) {
    this.places = replica.places();
    this.isCouncillor = isCouncillor;
    this.councilChanges = councilChanges;
  }

  /** A hash for each bucket: equal if, and with near certainty only if, the facts are. */
  public List<Long> bucketHashes(boolean regional) {
    long[] sums = regional ? places.sums() : places.globalSums();
    if (!regional) {
      long[] records = councilSums();
      Arrays.setAll(sums, bucket -> sums[bucket] + records[bucket]);
    }
    return Arrays.stream(sums).boxed().toList();
  }

  /** Who is in a council changes rarely; only then, and for new records, are they summed anew. */
  private long[] councilSums() {
    if (summedAtRecordChanges != places.recordChanges()
        || summedAtCouncilChanges != councilChanges.getAsLong()) {
      summedAtRecordChanges = places.recordChanges();
      summedAtCouncilChanges = councilChanges.getAsLong();
      councilSums = new long[BUCKETS];
      for (Entry entry : places.under(Keys.RECORDS)) {
        if (isGlobal(entry)) {
          councilSums[Places.bucket(entry.keyHash())] += entry.stateHash();
        }
      }
    }
    return councilSums;
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

  /**
   * The places in which they hold something else than we do, or something where we hold nothing.
   */
  public List<Long> lackedHere(List<Version> theirs) {
    return theirs.stream().filter(version -> !holds(version)).map(Version::keyHash).toList();
  }

  private boolean holds(Version version) {
    Entry ours = places.at(version.keyHash());
    return ours != null && ours.stateHash() == version.stateHash();
  }

  /** The facts in some buckets that they lack, or hold in another state. */
  public List<Fact> lackedThere(
      boolean regional, Collection<Integer> buckets, List<Version> theirs) {
    Map<Long, Long> held = new HashMap<>();
    theirs.forEach(version -> held.put(version.keyHash(), version.stateHash()));
    return facts(
        shared(regional, buckets)
            .filter(entry -> !Long.valueOf(entry.stateHash()).equals(held.get(entry.keyHash()))));
  }

  /** The facts in some places, announcements before what hangs on them. */
  public List<Fact> facts(boolean regional, Collection<Long> keyHashes) {
    return facts(
        new TreeSet<>(keyHashes)
            .stream()
                .map(places::at)
                .filter(Objects::nonNull)
                .filter(entry -> regional || isGlobal(entry)));
  }

  private static List<Fact> facts(Stream<Entry> entries) {
    return entries.sorted(Comparator.comparing(Entry::key)).map(Entry::fact).toList();
  }

  /** Whether a place's fact goes beyond the region. */
  public boolean isGlobal(String key) {
    Entry entry = places.at(key);
    return entry != null && isGlobal(entry);
  }

  private Stream<Entry> shared(boolean regional, Collection<Integer> buckets) {
    return new TreeSet<>(buckets)
        .stream()
            .filter(bucket -> bucket >= 0 && bucket < BUCKETS)
            .flatMap(bucket -> places.inBucket(bucket).stream())
            .filter(entry -> regional || isGlobal(entry));
  }

  private boolean isGlobal(Entry entry) {
    return entry.scope() == Scope.GLOBAL
        || (entry.scope() == Scope.COUNCIL
            && entry.node() != null
            && isCouncillor.test(entry.node()));
  }
}
