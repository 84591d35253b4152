package dev.linnet.core.replica;

import dev.linnet.core.mesh.Councils;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.NodeRecord;
import dev.linnet.core.mesh.NodeStatus;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Joined.Status;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Pulse;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.SignedControl;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.trust.AwaitsRoot;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.NodeStatement;
import dev.linnet.core.trust.Trust;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.core.trust.Untrusted;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The facts that a node holds. A map from places to facts, joined place by place ({@link Entry}),
 * so that order, duplication and partitions do not matter.
 *
 * <p>Garbage: once a rollout is {@linkplain Rollout#finished finished} and superseded, whatever is
 * older than it goes, unless it took nodes that the finished one does not take; and nothing older
 * is taken in again. The head of a model never goes: it is the floor.
 */
public final class Replica {
  private final Places places = new Places();
  private final Map<Digest, Rollout> assembled = new HashMap<>();
  private final NavigableMap<ModelName, Line> lines = new TreeMap<>();
  private final SortedSet<ModelName> changed = new TreeSet<>();

  /** What {@link #models} says; null once a fact about any rollout came or went. */
  private @Nullable SortedSet<ModelName> models;

  private final Trust trust;
  private final RegionName region;
  private final Admission admission;
  private final Councils councils;

  /** The rollouts of one model; put in order again only after a fact about one of them came. */
  private static final class Line {
    final SortedSet<Digest> ids = new TreeSet<>();

    /** Those that pulses are kept on: the head, and heads since the last collection. */
    final SortedSet<Digest> pulsed = new TreeSet<>();

    @Nullable List<Rollout> headFirst;
  }

  public Replica(Trust trust, RegionName region) {
    this(trust, region, null);
  }

  /**
   * An empty replica.
   *
   * @param admitted what others of this process checked; null if there are none
   */
  public Replica(Trust trust, RegionName region, @Nullable Admitted admitted) {
    this.trust = trust;
    this.region = region;
    this.admission = new Admission(trust, region, this::announcement, admitted);
    this.councils = new Councils(trust.root().mesh());
  }

  /** Takes a fact in if it is to be believed and new. */
  public Joined join(Fact fact) {
    Entry same = places.holding(fact);
    if (same != null) {
      return Joined.of(Status.KNOWN, same.key());
    }
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
    Entry held = places.at(entry.key());
    if (held != null) {
      Optional<Fact> cosigned = entry.joinedWith(held);
      if (cosigned.isPresent() && !cosigned.get().equals(fact)) {
        return join(cosigned.get());
      }
      if (cosigned.isEmpty() && !entry.wins(held)) {
        return Joined.of(Status.KNOWN, entry.key()).implying(implied);
      }
    }
    if (entry.payload() instanceof Pulse pulse && !isHead(pulse.rollout())) {
      return Joined.of(Status.STALE, entry.key());
    }
    if (entry.payload() instanceof Announcement announcement && isOutlived(announcement)) {
      return Joined.of(Status.STALE, entry.key());
    }
    if (isOutranked(entry)) {
      return Joined.of(Status.STALE, entry.key());
    }
    if (entry.payload() instanceof NodeStatus && !isSeated(entry)) {
      return Joined.unplaced("it is of a node whose record is not kept");
    }
    places.put(entry);
    if (entry.payload() instanceof NodeRecord) {
      return Joined.news(entry.key(), seat(held, entry), List.of(), held);
    }
    if (entry.payload() instanceof Pulse pulse) {
      line(model(pulse.rollout())).pulsed.add(pulse.rollout());
    }
    if (entry.payload() instanceof TrustRoot root) {
      trust.add(root);
      return Joined.news(entry.key(), reviewAll(), List.of(), held);
    }
    Optional<Digest> rollout = Keys.rolloutOf(entry.key());
    if (rollout.isEmpty()) {
      return Joined.news(entry.key(), List.of(), implied, held);
    }
    ModelName model = model(rollout.get());
    Line line = line(model);
    line.ids.add(rollout.get());
    reorder(line);
    assembled.remove(rollout.get());
    changed.add(model);
    return Joined.news(entry.key(), List.of(), implied, held);
  }

  private ModelName model(Digest rollout) {
    return announcement(rollout).orElseThrow().model();
  }

  private Line line(ModelName model) {
    return lines.computeIfAbsent(model, any -> new Line());
  }

  private void reorder(Line line) {
    line.headFirst = null;
    models = null;
  }

  /** Of each region what its council says of itself is kept, and of nobody else. */
  private boolean isOutranked(Entry entry) {
    return entry.payload() instanceof NodeRecord
        && !councils.takes(
            Objects.requireNonNull(entry.region()), Objects.requireNonNull(entry.node()));
  }

  private boolean isSeated(Entry entry) {
    return councils.has(
        Objects.requireNonNull(entry.region()), Objects.requireNonNull(entry.node()));
  }

  /** Gives the node of a record its seat; returns the emptied places of who lost one by it. */
  private List<String> seat(@Nullable Entry before, Entry record) {
    NodeName node = Objects.requireNonNull(record.node());
    RegionName seated = Objects.requireNonNull(record.region());
    if (before != null && !seated.equals(before.region())) {
      councils.remove(Objects.requireNonNull(before.region()), node);
    }
    List<String> emptied = new ArrayList<>();
    councils
        .add(seated, node)
        .ifPresent(
            outranked ->
                Stream.of(Keys.record(outranked), Keys.status(outranked))
                    .filter(key -> places.at(key) != null)
                    .forEach(emptied::add));
    emptied.forEach(places::remove);
    return emptied;
  }

  /**
   * Looks at every fact anew under a trust root that just came and may disown or forbid it; returns
   * the places of those that it forbids.
   */
  private List<String> reviewAll() {
    assembled.clear();
    lines.values().forEach(this::reorder);
    List<String> forbidden = new ArrayList<>();
    for (Entry old : List.copyOf(places.under(""))) {
      try {
        places.put(admission.admit(old.fact()));
      } catch (Untrusted | Admission.UnknownRollout e) {
        forbidden.add(old.key());
        places.remove(old.key());
        if (old.payload() instanceof NodeRecord) {
          councils.remove(Objects.requireNonNull(old.region()), Objects.requireNonNull(old.node()));
        }
      }
    }
    return forbidden;
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

  /** Whether two different trust roots of one version are known. */
  public boolean isForked() {
    return trust.isForked();
  }

  public SortedSet<NodeName> revokedNodes() {
    return trust.revokedNodes();
  }

  /** The epoch of what is announced now. */
  public long epoch() {
    return trust.epoch();
  }

  /** The trust root in a place; empty if another kind of fact is there. */
  public Optional<TrustRoot> rootAt(String key) {
    return entry(key)
        .map(Entry::payload)
        .filter(TrustRoot.class::isInstance)
        .map(TrustRoot.class::cast);
  }

  /** The trust roots, the oldest first. */
  public List<Envelope> roots() {
    return places.under(Keys.ROOTS).stream()
        .sorted(Comparator.comparingInt(entry -> ((TrustRoot) entry.payload()).version()))
        .map(entry -> ((Fact.ByOperator) entry.fact()).envelope())
        .toList();
  }

  /** Whose records are kept. */
  public Councils councils() {
    return councils;
  }

  /** What a node last said of itself and models. */
  public Optional<NodeStatus> status(NodeName node) {
    return entry(Keys.status(node)).map(entry -> (NodeStatus) entry.payload());
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

  /** The rollout whose announcement is in a place; empty if another kind of fact is there. */
  public Optional<Rollout> announcedAt(String key) {
    return entry(key)
        .filter(entry -> entry.payload() instanceof Announcement)
        .flatMap(entry -> Keys.rolloutOf(key))
        .flatMap(this::rollout);
  }

  /** The operators' word in a place; empty if another kind of fact is there. */
  public Optional<SignedControl> controlAt(String key) {
    return entry(key)
        .filter(entry -> entry.payload() instanceof Control)
        .map(entry -> new SignedControl((Control) entry.payload(), entry.operators()));
  }

  /**
   * Whom the proof in a place convicts of a double vote; empty if another kind of fact is there.
   */
  public Optional<NodeName> doubleVoterAt(String key) {
    return entry(key).filter(entry -> entry.payload() instanceof Fact.DoubleVote).map(Entry::node);
  }

  /** The directory records of all councils. */
  public List<SignedRecord> records() {
    return places.under(Keys.RECORDS).stream().map(SignedRecord::of).toList();
  }

  /** The fact in a place. */
  public Optional<Fact> fact(String key) {
    return entry(key).map(Entry::fact);
  }

  /** A rollout with all that hangs on it. */
  public Optional<Rollout> rollout(Digest id) {
    Rollout known = assembled.get(id);
    Entry announcement = known == null ? places.at(Keys.announcement(id)) : null;
    if (announcement != null) {
      known = Assembly.rollout(id, announcement, places.under(Keys.of(id)), trust);
      assembled.put(id, known);
    }
    return Optional.ofNullable(known);
  }

  /**
   * All rollouts of a model in the order of {@link Rollout#HEAD_FIRST}, but for those whose
   * generation {@linkplain Lineage leapt ahead}: the very same list as before if no fact about any
   * of them came since.
   */
  public List<Rollout> rollouts(ModelName model) {
    Line line = lines.get(model);
    if (line == null) {
      return List.of();
    }
    if (line.headFirst == null) {
      line.headFirst =
          Lineage.following(line.ids.stream().map(id -> rollout(id).orElseThrow()).toList());
    }
    return line.headFirst;
  }

  /** The models that any rollout is about; once known, a model stays. */
  public SortedSet<ModelName> models() {
    if (models == null) {
      SortedSet<ModelName> known = new TreeSet<>(lines.keySet());
      known.removeIf(model -> rollouts(model).isEmpty());
      models = Collections.unmodifiableSortedSet(known);
    }
    return models;
  }

  /** The votes held of a panel of this region that make a certificate of an outcome. */
  public List<NodeStatement> quorum(Rollout rollout, Panel panel, Outcome outcome) {
    return Assembly.quorum(
        rollout.announcement().jury(panel).orElseThrow(),
        outcome,
        places.under(Keys.votes(rollout.id(), panel.wave())),
        rollout.doubted());
  }

  /**
   * Double votes that come to light, and the votes in a certificate of this region, so that nobody
   * here judges by fewer votes than the certificate did.
   */
  private List<Fact> implied(Entry entry) {
    List<Fact> implied = new ArrayList<>();
    if (entry.payload() instanceof Vote vote) {
      NodeName juror = Objects.requireNonNull(entry.node());
      List<Entry> held = new ArrayList<>(places.under(Keys.verdicts(vote.rollout())));
      held.addAll(places.under(Keys.votes(vote, juror)));
      implied.addAll(DoubleVotes.proofs(entry, held));
    } else if (entry.fact() instanceof Fact.Certificate certificate) {
      implied.addAll(DoubleVotes.proofs(entry, places.under(Keys.of(certificate.rollout()))));
    }
    if (entry.payload() instanceof Certified certified && region.equals(entry.region())) {
      for (Cast cast : certified.votes()) {
        if (places.at(Keys.vote(cast.vote(), cast.juror())) == null) {
          implied.add(new Fact.ByNode(cast.statement()));
        }
      }
    }
    return implied;
  }

  Places places() {
    return places;
  }

  private Optional<Entry> entry(String key) {
    return Optional.ofNullable(places.at(key));
  }

  private boolean isHead(Digest rollout) {
    return announcement(rollout)
        .flatMap(announcement -> rollouts(announcement.model()).stream().findFirst())
        .filter(head -> head.id().equals(rollout))
        .isPresent();
  }

  private Optional<Announcement> announcement(Digest rollout) {
    return entry(Keys.announcement(rollout)).map(entry -> (Announcement) entry.payload());
  }

  private boolean isOutlived(Announcement announcement) {
    return settled(announcement.model())
        .filter(settled -> isOutlived(announcement, settled.announcement()))
        .isPresent();
  }

  private static boolean isOutlived(Announcement announcement, Announcement floor) {
    return announcement.isBelow(floor) && floor.covers(announcement);
  }

  /**
   * The highest rollout that finished and has been superseded; nobody goes back to an aborted one.
   * One that went by an operator's hand alone is no floor: it would not be met again as the {@link
   * Lineage} of what comes.
   */
  private Optional<Rollout> settled(ModelName model) {
    return rollouts(model).stream()
        .skip(1)
        .filter(rollout -> rollout.finished() && rollout.judged() && !rollout.aborted())
        .findFirst();
  }

  /**
   * Lets go of what the facts that came since the last call made worthless, and returns it. Not in
   * between: of facts that came together, a later one may give an earlier one its worth.
   */
  public Garbage collectGarbage() {
    List<String> pulses = new ArrayList<>();
    List<Garbage.LeftBehind> leftBehind = new ArrayList<>();
    for (ModelName model : changed) {
      pulses.addAll(oldPulses(model));
      leftBehind.addAll(leaveBehind(model));
    }
    changed.clear();
    pulses.forEach(places::remove);
    return new Garbage(pulses, leftBehind);
  }

  /** Nobody opens what is below the head, so that pulses on it serve for nothing. */
  private List<String> oldPulses(ModelName model) {
    Line line = Objects.requireNonNull(lines.get(model));
    List<Digest> old = line.pulsed.stream().filter(id -> !isHead(id)).toList();
    old.forEach(line.pulsed::remove);
    return old.stream()
        .flatMap(id -> places.under(Keys.pulses(id)).stream())
        .map(Entry::key)
        .toList();
  }

  /** All rollouts of a model, those that leapt ahead as well. */
  private List<Digest> ids(ModelName model) {
    Line line = lines.get(model);
    return line == null ? List.of() : List.copyOf(line.ids);
  }

  /**
   * What leapt ahead and was overtaken is left behind, too: else it would stay where it came before
   * what it followed from, and go where it came after.
   */
  private List<Garbage.LeftBehind> leaveBehind(ModelName model) {
    Optional<Rollout> settled = settled(model);
    List<Garbage.LeftBehind> leftBehind = new ArrayList<>();
    if (settled.isPresent()) {
      Announcement floor = settled.get().announcement();
      for (Digest id : ids(model)) {
        if (isOutlived(announcement(id).orElseThrow(), floor)) {
          List<String> emptied = new ArrayList<>(List.of(Keys.announcement(id)));
          places.under(Keys.of(id)).forEach(entry -> emptied.add(entry.key()));
          leftBehind.add(new Garbage.LeftBehind(rollout(id).orElseThrow(), emptied));
          emptied.forEach(places::remove);
          forget(model, id);
        }
      }
    }
    return leftBehind;
  }

  private void forget(ModelName model, Digest rollout) {
    Line line = lines.get(model);
    if (line != null) {
      line.ids.remove(rollout);
      reorder(line);
    }
    assembled.remove(rollout);
  }
}
