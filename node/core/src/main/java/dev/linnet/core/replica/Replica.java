package dev.linnet.core.replica;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Joined.Status;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.trust.AwaitsRoot;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.NodeStatement;
import dev.linnet.core.trust.Trust;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.core.trust.Untrusted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The facts that a node holds. A map from places to facts, joined place by place ({@link Entry}),
 * so that order, duplication and partitions do not matter.
 *
 * <p>Garbage: once a rollout is {@linkplain Rollout#finished finished} and superseded, whatever is
 * older than it goes, unless it covers a region that the finished one does not; and nothing older
 * is taken in again. The head of a model never goes: it is the floor.
 */
public final class Replica {
  private final NavigableMap<String, Entry> entries = new TreeMap<>();
  private final Map<Digest, Rollout> assembled = new HashMap<>();
  private final Trust trust;
  private final RegionName region;
  private final Admission admission;

  public Replica(Trust trust, RegionName region) {
    this.trust = trust;
    this.region = region;
    this.admission = new Admission(trust, region, this::announcement);
  }

  /** Takes a fact in if it is to be believed and new. */
  public Joined join(Fact fact) {
    Entry entry;
    try {
      entry = admission.admit(fact);
    } catch (AwaitsRoot e) {
      return Joined.unplaced(String.valueOf(e.getMessage()));
    } catch (Untrusted e) {
      return Joined.refused(String.valueOf(e.getMessage()));
    } catch (Admission.UnknownRollout e) {
      return Joined.unplaced("it is about a rollout that this node does not know");
    }
    List<Fact> implied = implied(entry);
    Entry held = entries.get(entry.key());
    if (held != null) {
      Optional<Fact> cosigned = entry.joinedWith(held);
      if (cosigned.isPresent() && !cosigned.get().equals(fact)) {
        return join(cosigned.get());
      }
      if (cosigned.isEmpty() && !entry.wins(held)) {
        return Joined.of(Status.KNOWN, entry.key()).implying(implied);
      }
    }
    if (entry.payload() instanceof Announcement announcement && outlived(announcement)) {
      return Joined.of(Status.STALE, entry.key());
    }
    entries.put(entry.key(), entry);
    if (entry.payload() instanceof TrustRoot root) {
      trust.add(root);
      return reviewed(entry.key());
    }
    Optional<Digest> rollout = rolloutOf(entry.key());
    rollout.ifPresent(assembled::remove);
    List<String> forgotten =
        rollout.flatMap(this::announcement).map(a -> collectGarbage(a.model())).orElse(List.of());
    return new Joined(Status.NEWS, entry.key(), "", forgotten, implied);
  }

  /** Looks at every fact anew under a trust root that just came and may disown or forbid it. */
  private Joined reviewed(String rootKey) {
    assembled.clear();
    List<String> forgotten = new ArrayList<>();
    for (Entry old : List.copyOf(entries.values())) {
      try {
        entries.put(old.key(), admission.admit(old.fact()));
      } catch (Untrusted | Admission.UnknownRollout e) {
        forgotten.add(old.key());
        entries.remove(old.key());
      }
    }
    return new Joined(Status.NEWS, rootKey, "", forgotten, List.of());
  }

  /**
   * Why an operator's fact that is handed in at this node is turned away, though it might pass if a
   * peer brought it: who was revoked or left out since may have said it before.
   */
  public Optional<String> objection(Envelope envelope) {
    try {
      admission.requireCurrent(envelope);
    } catch (Untrusted e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    return Optional.empty();
  }

  /** Whether an announcement is held but leapt too far ahead to count. */
  public boolean leapt(Announcement announcement) {
    return rollouts().stream().noneMatch(known -> known.announcement().equals(announcement));
  }

  /** Whether two different trust roots of one version are known. */
  public boolean isForked() {
    return trust.isForked();
  }

  public SortedSet<NodeName> revokedNodes() {
    return trust.revokedNodes();
  }

  /** The trust root in a place; empty if another kind of fact is there. */
  public Optional<TrustRoot> rootAt(String key) {
    return entry(key)
        .map(Entry::payload)
        .filter(TrustRoot.class::isInstance)
        .map(TrustRoot.class::cast);
  }

  /** The directory record of a node. */
  public Optional<SignedRecord> record(NodeName node) {
    return recordAt(Keys.record(node));
  }

  /** The directory record in a place; empty if another kind of fact is there. */
  public Optional<SignedRecord> recordAt(String key) {
    return entry(key).filter(entry -> key.startsWith(Keys.RECORDS)).map(SignedRecord::of);
  }

  /** The announcement in a place; empty if another kind of fact is there. */
  public Optional<Announcement> announcementAt(String key) {
    return entry(key)
        .map(Entry::payload)
        .filter(Announcement.class::isInstance)
        .map(Announcement.class::cast);
  }

  /**
   * Whom the proof in a place convicts of a double vote; empty if another kind of fact is there.
   */
  public Optional<NodeName> doubleVoterAt(String key) {
    return entry(key).filter(entry -> entry.payload() instanceof Fact.DoubleVote).map(Entry::node);
  }

  /** All directory records. */
  public List<SignedRecord> records() {
    return under(Keys.RECORDS).stream().map(SignedRecord::of).toList();
  }

  /** The fact in a place. */
  public Optional<Fact> fact(String key) {
    return Optional.ofNullable(entries.get(key)).map(Entry::fact);
  }

  /** A rollout with all that hangs on it. */
  public Optional<Rollout> rollout(Digest id) {
    Entry announcement = entries.get(Keys.announcement(id));
    return announcement == null
        ? Optional.empty()
        : Optional.of(
            assembled.computeIfAbsent(
                id, any -> Assembly.rollout(id, announcement, under(Keys.of(id)), trust)));
  }

  /** All rollouts of a model, in the order of {@link Rollout#HEAD_FIRST}. */
  public List<Rollout> rollouts(ModelName model) {
    return rollouts().stream()
        .filter(rollout -> rollout.announcement().model().equals(model))
        .sorted(Rollout.HEAD_FIRST)
        .toList();
  }

  /** All rollouts of all models, but those whose generation leapt ahead. */
  public List<Rollout> rollouts() {
    List<Rollout> all = new ArrayList<>();
    for (Entry entry : under(Keys.ROLLOUTS)) {
      if (entry.payload() instanceof Announcement) {
        rollout(new Digest(entry.key().substring(Keys.ROLLOUTS.length()))).ifPresent(all::add);
      }
    }
    return Lineage.following(all);
  }

  public SortedSet<ModelName> models() {
    SortedSet<ModelName> models = new TreeSet<>();
    rollouts().forEach(rollout -> models.add(rollout.announcement().model()));
    return models;
  }

  /** The votes held for a rollout in this region that make a certificate of an outcome. */
  public List<NodeStatement> quorum(Rollout rollout, int wave, Outcome outcome) {
    return Assembly.quorum(
        outcome, under(Keys.of(rollout.id()) + "vote/" + wave + "/"), rollout.doubted());
  }

  /**
   * Double votes that come to light, and the votes in a certificate of this region, so that nobody
   * here judges by fewer votes than the certificate did.
   */
  private List<Fact> implied(Entry entry) {
    List<Fact> implied = new ArrayList<>();
    Optional<Digest> rollout = rolloutOf(entry.key());
    if (rollout.isPresent()) {
      implied.addAll(DoubleVotes.proofs(entry, under(Keys.of(rollout.get()))));
    }
    if (entry.payload() instanceof Certified certified && region.equals(entry.region())) {
      for (Cast cast : certified.votes()) {
        if (!entries.containsKey(Keys.vote(cast.vote(), cast.juror()))) {
          implied.add(new Fact.ByNode(cast.statement()));
        }
      }
    }
    return implied;
  }

  Optional<Entry> entry(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  Collection<Entry> entries() {
    return entries.values();
  }

  private Optional<Announcement> announcement(Digest rollout) {
    return Optional.ofNullable(entries.get(Keys.announcement(rollout)))
        .map(entry -> (Announcement) entry.payload());
  }

  private boolean outlived(Announcement announcement) {
    return settled(announcement.model())
        .filter(settled -> announcement.isBelow(settled.announcement()))
        .filter(settled -> coversRegionsOf(settled.announcement(), announcement))
        .isPresent();
  }

  /** The highest rollout that finished and has been superseded. */
  private Optional<Rollout> settled(ModelName model) {
    return rollouts(model).stream().skip(1).filter(Rollout::finished).findFirst();
  }

  private List<String> collectGarbage(ModelName model) {
    Optional<Rollout> settled = settled(model);
    List<String> forgotten = new ArrayList<>();
    if (settled.isPresent()) {
      Announcement floor = settled.get().announcement();
      for (Rollout rollout : rollouts(model)) {
        if (rollout.announcement().isBelow(floor)
            && coversRegionsOf(floor, rollout.announcement())) {
          forgotten.add(Keys.announcement(rollout.id()));
          under(Keys.of(rollout.id())).forEach(entry -> forgotten.add(entry.key()));
          assembled.remove(rollout.id());
        }
      }
      forgotten.forEach(entries::remove);
    }
    return forgotten;
  }

  private static boolean coversRegionsOf(Announcement one, Announcement other) {
    return other.plan().waves().stream()
        .flatMap(wave -> wave.regions().stream())
        .allMatch(region -> one.waveOf(region).isPresent());
  }

  private Collection<Entry> under(String prefix) {
    return entries.subMap(prefix, true, prefix + Character.MAX_VALUE, false).values();
  }

  private static Optional<Digest> rolloutOf(String key) {
    if (!key.startsWith(Keys.ROLLOUTS)) {
      return Optional.empty();
    }
    int start = Keys.ROLLOUTS.length();
    return Optional.of(new Digest(key.substring(start, start + 64)));
  }
}
