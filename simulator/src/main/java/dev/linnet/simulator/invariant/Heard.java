package dev.linnet.simulator.invariant;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Self;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.OnFailure;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Rollout.Place;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.TrustRoot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All that one node was ever told and could place, since its disk was new; only grows. */
final class Heard {
  private final Map<Digest, Told> rollouts = new TreeMap<>();
  final Standing standing;

  Heard(TrustRoot anchor) {
    this.standing = new Standing(anchor);
  }

  /** What a sound certificate says. */
  record Certified(
      Outcome outcome, Set<NodeName> healthy, int unhealthy, Set<NodeName> abstained) {}

  /** What was told of one rollout. */
  static final class Told {
    private static final Set<Control.Action> SWITCHES =
        EnumSet.of(Control.Action.PAUSE, Control.Action.RESUME);

    final Digest id;
    final Announcement announcement;
    private final Standing standing;
    private final Set<String> announcedBy = new TreeSet<>();
    private final Map<Control, Set<String>> words = new HashMap<>();
    boolean aborted;
    final Map<Panel, Set<Certified>> certificates = new HashMap<>();

    /** Who voted twice: their HEALTHY proves nothing. */
    final Set<NodeName> doubted = new HashSet<>();

    Told(Digest id, Announcement announcement, Standing standing) {
      this.id = id;
      this.announcement = announcement;
      this.standing = standing;
    }

    void control(Control control, Set<String> signers) {
      words.computeIfAbsent(control, any -> new TreeSet<>()).addAll(signers);
      aborted |= control.action() == Control.Action.ABORT;
    }

    private boolean promotedByHand(Place place) {
      return words.entrySet().stream()
          .filter(word -> standing.stands(word.getValue()))
          .map(Map.Entry::getKey)
          .filter(control -> control.action() == Control.Action.PROMOTE)
          .anyMatch(
              control ->
                  Integer.valueOf(place.wave()).equals(control.wave())
                      && place.region().equals(control.region()));
    }

    /**
     * Rule 14 as well: a revoked operator's word counts for nothing, and what only revoked ones
     * announced is paused unless another resumed it.
     */
    boolean paused() {
      Optional<Control> lastSwitch =
          words.entrySet().stream()
              .filter(word -> standing.stands(word.getValue()))
              .map(Map.Entry::getKey)
              .filter(control -> SWITCHES.contains(control.action()))
              .max(
                  Comparator.comparingLong(Control::sequence)
                      .thenComparing(control -> control.action() == Control.Action.PAUSE));
      return standing.isForked()
          || lastSwitch
              .map(control -> control.action() == Control.Action.PAUSE)
              .orElseGet(() -> !standing.stands(announcedBy));
    }

    /** Whether a certificate may have lost its force since a juror of its jury is revoked. */
    boolean isWeakened() {
      return announcement.juries().stream()
          .flatMap(jury -> jury.jurors().stream())
          .anyMatch(standing::isRevoked);
    }

    boolean rolledBack(Panel panel) {
      return at(panel).stream().anyMatch(known -> known.outcome == Outcome.ROLLED_BACK);
    }

    /** Whether a panel went back by more than the word of one device. */
    private boolean rolledBackByMany(Panel panel) {
      return at(panel).stream()
          .anyMatch(known -> known.outcome == Outcome.ROLLED_BACK && known.unhealthy > 1);
    }

    boolean promoted(Panel panel) {
      return !rolledBack(panel)
          && (promotedByHand(panel.place())
              || at(panel).stream().anyMatch(known -> stands(known, panel)));
    }

    /** Promoted by its own jury, whatever an operator said besides. */
    boolean certified(Panel panel) {
      return !rolledBack(panel) && at(panel).stream().anyMatch(known -> stands(known, panel));
    }

    private boolean stands(Certified known, Panel panel) {
      int jurors = Judging.jurors(announcement, panel).size();
      int eligible = jurors - count(known.abstained);
      return count(known.healthy)
          >= Quorums.promote(announcement.plan().waves().get(panel.wave()), jurors, eligible);
    }

    private int count(Set<NodeName> voters) {
      return (int)
          voters.stream()
              .filter(voter -> !doubted.contains(voter) && !standing.isRevoked(voter))
              .count();
    }

    private Set<Certified> at(Panel panel) {
      return certificates.getOrDefault(panel, Set.of());
    }

    boolean promotedFor(Self node) {
      Optional<Place> place = place(node);
      return place.isPresent()
          && panels().stream()
              .filter(panel -> panel.place().equals(place.get()))
              .filter(panel -> Judging.judges(panel, node, announcement))
              .allMatch(this::promoted);
    }

    /** Where a node stands in the plan; empty if no wave takes it. */
    Optional<Place> place(Self node) {
      return Selecting.place(announcement, node);
    }

    /**
     * Whether the other one supersedes this one: the higher epoch, then generation, then lower id.
     */
    boolean isBelow(Told other) {
      return announcement.epoch() != other.announcement.epoch()
          ? announcement.epoch() < other.announcement.epoch()
          : announcement.generation() != other.announcement.generation()
              ? announcement.generation() < other.announcement.generation()
              : id.compareTo(other.id) > 0;
    }

    /** Rule 6: why a node may not run it; empty if nothing is against it. */
    Optional<String> cover(Self node) {
      if (aborted) {
        return Optional.of("was aborted");
      }
      boolean all = announcement.plan().onFailure() == OnFailure.ROLLBACK_ALL;
      return panels().stream()
          .filter(panel -> Judging.judges(panel, node, announcement))
          .filter(
              panel ->
                  panel.region().equals(node.region())
                      ? rolledBack(panel)
                      : all && rolledBackByMany(panel))
          .map(panel -> "was rolled back by " + panel.words())
          .findFirst();
    }

    /** Rule 6: whether some region's rollback lets nothing new open. */
    boolean halted() {
      return announcement.plan().onFailure() != OnFailure.ROLLBACK_REGION_AND_CONTINUE
          && rolledBackSomewhere();
    }

    boolean rolledBackSomewhere() {
      return panels().stream().anyMatch(this::rolledBack);
    }

    /** The first panel of the waves before that keeps this one closed; empty if none does. */
    Optional<Panel> waitsFor(int wave) {
      return panels().stream()
          .filter(panel -> panel.wave() < wave && !promoted(panel) && !leftOut(panel))
          .findFirst();
    }

    private boolean leftOut(Panel panel) {
      return announcement.plan().onFailure() == OnFailure.ROLLBACK_REGION_AND_CONTINUE
          && panels().stream()
              .filter(other -> other.region().equals(panel.region()))
              .filter(
                  other ->
                      other.isWhole() || Objects.equals(other.deviceClass(), panel.deviceClass()))
              .anyMatch(this::rolledBack);
    }

    List<Panel> panels() {
      return Judging.panels(announcement);
    }
  }

  void announcement(Digest id, Announcement announcement, Set<String> signers) {
    rollouts
        .computeIfAbsent(id, any -> new Told(id, announcement, standing))
        .announcedBy
        .addAll(signers);
  }

  @Nullable Told rollout(@Nullable Digest id) {
    return id == null ? null : rollouts.get(id);
  }

  Set<ModelName> models() {
    Set<ModelName> models = new TreeSet<>();
    rollouts.values().forEach(told -> models.add(told.announcement.model()));
    return models;
  }

  List<Told> of(ModelName model) {
    return rollouts.values().stream()
        .filter(told -> told.announcement.model().equals(model))
        .toList();
  }

  /** The one that supersedes all others of those that follow. */
  Optional<Told> head(ModelName model) {
    List<Told> following = following(model);
    return following.isEmpty()
        ? Optional.empty()
        : Optional.of(following.get(following.size() - 1));
  }

  /** Whether a higher rollout that was superseded in turn is promoted wherever this one went. */
  boolean isOutlived(Told told) {
    ModelName model = told.announcement.model();
    Optional<Digest> head = head(model).map(first -> first.id);
    return of(model).stream()
        .filter(other -> head.filter(first -> !first.equals(other.id)).isPresent())
        .filter(other -> told.isBelow(other) && !other.aborted)
        .filter(other -> other.panels().stream().allMatch(other::promoted))
        .anyMatch(other -> other.announcement.covers(told.announcement));
  }

  /**
   * A model's rollouts without those whose generation leapt, the lowest first: more than 1,000
   * above any that follows in its epoch, which begins at 0, and never certified by a jury.
   */
  List<Told> following(ModelName model) {
    List<Told> rising = new ArrayList<>(of(model));
    rising.sort((one, other) -> one.equals(other) ? 0 : one.isBelow(other) ? -1 : 1);
    Map<Long, Long> reached = new TreeMap<>();
    List<Told> following = new ArrayList<>();
    for (Told told : rising) {
      long epoch = told.announcement.epoch();
      long generation = told.announcement.generation();
      if (generation - reached.getOrDefault(epoch, 0L) <= 1_000 || !told.certificates.isEmpty()) {
        reached.put(epoch, generation);
        following.add(told);
      }
    }
    return following;
  }
}
