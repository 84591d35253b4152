package dev.linnet.core.replica;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Joined.Status;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Pulse;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.NodeStatement;
import dev.linnet.core.trust.Trust;
import dev.linnet.core.trust.Untrusted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
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
  private final Admission admission;

  public Replica(Trust trust, RegionName region) {
    this.admission = new Admission(trust, region, this::announcement);
  }

  /** Takes a fact in if it is to be believed and new. */
  public Joined join(Fact fact) {
    Entry entry;
    try {
      entry = admission.admit(fact);
    } catch (Untrusted e) {
      return Joined.refused(String.valueOf(e.getMessage()));
    } catch (Admission.UnknownRollout e) {
      return Joined.of(Status.UNPLACED, "");
    }
    Entry held = entries.get(entry.key());
    if (held != null && !entry.wins(held)) {
      return Joined.of(Status.KNOWN, entry.key());
    }
    if (entry.payload() instanceof Pulse pulse && !isHead(pulse.rollout())) {
      return Joined.of(Status.STALE, entry.key());
    }
    if (entry.payload() instanceof Announcement announcement) {
      Optional<String> refusal = refusal(announcement);
      if (refusal.isPresent()) {
        return Joined.refused(refusal.get());
      }
      if (outlived(announcement)) {
        return Joined.of(Status.STALE, entry.key());
      }
    }
    entries.put(entry.key(), entry);
    Optional<Digest> rollout = rolloutOf(entry.key());
    rollout.ifPresent(assembled::remove);
    if (entry.payload() instanceof Announcement announcement) {
      forgetOldPulses(announcement.model());
    }
    List<String> forgotten =
        rollout.flatMap(this::announcement).map(a -> collectGarbage(a.model())).orElse(List.of());
    return new Joined(Status.NEWS, entry.key(), "", forgotten);
  }

  /** The directory record of a node. */
  public Optional<SignedRecord> record(NodeName node) {
    return recordAt(Keys.record(node));
  }

  /** The directory record in a place; empty if another kind of fact is there. */
  public Optional<SignedRecord> recordAt(String key) {
    return entry(key).filter(entry -> key.startsWith(Keys.RECORDS)).map(SignedRecord::of);
  }

  /** The pulse in a place; empty if another kind of fact is there. */
  public Optional<SignedPulse> pulseAt(String key) {
    return entry(key)
        .filter(entry -> entry.payload() instanceof Pulse)
        .map(
            entry ->
                new SignedPulse(
                    Objects.requireNonNull(entry.node()),
                    Objects.requireNonNull(entry.region()),
                    (Pulse) entry.payload()));
  }

  /** The last pulse for everyone of a juror. */
  public Optional<SignedPulse> pulse(Digest rollout, RegionName region, NodeName juror) {
    return pulseAt(Keys.pulse(rollout, region, juror));
  }

  /**
   * Checks a pulse that answers a question, without taking it in.
   *
   * @throws Untrusted if it is not to be believed
   */
  public SignedPulse requirePulse(NodeStatement statement) throws Untrusted {
    try {
      return admission.pulse(statement);
    } catch (Admission.UnknownRollout e) {
      throw new Untrusted("a pulse on a rollout that is not known", e);
    }
  }

  /** The announcement in a place; empty if another kind of fact is there. */
  public Optional<Announcement> announcementAt(String key) {
    return entry(key)
        .map(Entry::payload)
        .filter(Announcement.class::isInstance)
        .map(Announcement.class::cast);
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
                id, any -> Assembly.rollout(id, announcement, under(Keys.of(id)))));
  }

  /** All rollouts of a model, in the order of {@link Rollout#HEAD_FIRST}. */
  public List<Rollout> rollouts(ModelName model) {
    return rollouts().stream()
        .filter(rollout -> rollout.announcement().model().equals(model))
        .sorted(Rollout.HEAD_FIRST)
        .toList();
  }

  /** All rollouts of all models. */
  public List<Rollout> rollouts() {
    List<Rollout> all = new ArrayList<>();
    for (Entry entry : under(Keys.ROLLOUTS)) {
      if (entry.payload() instanceof Announcement) {
        rollout(new Digest(entry.key().substring(Keys.ROLLOUTS.length()))).ifPresent(all::add);
      }
    }
    return all;
  }

  public SortedSet<ModelName> models() {
    SortedSet<ModelName> models = new TreeSet<>();
    rollouts().forEach(rollout -> models.add(rollout.announcement().model()));
    return models;
  }

  /** The votes that are held for a rollout in this region, the worst of each juror. */
  public List<Fact.ByNode> worstVotes(Digest rollout, int wave) {
    return Assembly.worstVotes(under(Keys.of(rollout) + "vote/" + wave + "/"));
  }

  Optional<Entry> entry(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  Collection<Entry> entries() {
    return entries.values();
  }

  private boolean isHead(Digest rollout) {
    return announcement(rollout)
        .flatMap(announcement -> rollouts(announcement.model()).stream().findFirst())
        .filter(head -> head.id().equals(rollout))
        .isPresent();
  }

  /** Nobody opens what is below the head, so that pulses on it serve for nothing. */
  private void forgetOldPulses(ModelName model) {
    rollouts(model).stream().skip(1).forEach(rollout -> under(Keys.pulses(rollout.id())).clear());
  }

  private Optional<Announcement> announcement(Digest rollout) {
    return Optional.ofNullable(entries.get(Keys.announcement(rollout)))
        .map(entry -> (Announcement) entry.payload());
  }

  /** A generation far above the head would use up the counter: a stolen key's doing. */
  private Optional<String> refusal(Announcement announcement) {
    return rollouts(announcement.model()).stream()
        .findFirst()
        .map(Rollout::announcement)
        .filter(head -> head.epoch() == announcement.epoch())
        .filter(
            head ->
                announcement.generation() - head.generation() > Announcement.MAX_GENERATION_JUMP)
        .map(
            head ->
                "generation "
                    + announcement.generation()
                    + " is more than "
                    + Announcement.MAX_GENERATION_JUMP
                    + " above the head's "
                    + head.generation());
  }

  private boolean outlived(Announcement announcement) {
    return settled(announcement.model())
        .filter(settled -> isBelow(announcement, settled.announcement()))
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
        if (isBelow(rollout.announcement(), floor)
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

  private static boolean isBelow(Announcement one, Announcement other) {
    return one.epoch() != other.epoch()
        ? one.epoch() < other.epoch()
        : one.generation() < other.generation();
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
