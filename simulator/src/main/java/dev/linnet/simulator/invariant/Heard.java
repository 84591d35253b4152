package dev.linnet.simulator.invariant;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.mesh.Self;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.OnFailure;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Rollout.Place;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.TrustRoot;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
    final Digest id;
    final Announcement announcement;
    private final Standing standing;
    private final Set<String> announcedBy = new TreeSet<>();
    private final Map<Control, Set<String>> words = new HashMap<>();
    boolean aborted;
    final Map<Place, Set<Certified>> certificates = new HashMap<>();

    private static final Set<Control.Action> SWITCHES =
        EnumSet.of(Control.Action.PAUSE, Control.Action.RESUME);

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

    boolean rolledBack(Place place) {
      return at(place).stream().anyMatch(known -> known.outcome == Outcome.ROLLED_BACK);
    }

    /** Where a region went back by more than the word of one device. */
    private Optional<RegionName> rolledBackByMany() {
      return places().stream()
          .filter(
              place ->
                  at(place).stream()
                      .anyMatch(
                          known -> known.outcome == Outcome.ROLLED_BACK && known.unhealthy > 1))
          .map(Place::region)
          .findFirst();
    }

    boolean promoted(Place place) {
      return !rolledBack(place)
          && (promotedByHand(place)
              || at(place).stream().anyMatch(known -> stands(known, place)));
    }

    private boolean stands(Certified known, Place place) {
      Jury jury = announcement.jury(place.wave(), place.region()).orElseThrow();
      int jurors = jury.jurors().size();
      int eligible = jurors - count(known.abstained);
      return count(known.healthy)
          >= Quorums.promote(announcement.plan().waves().get(place.wave()), jurors, eligible);
    }

    private int count(Set<NodeName> voters) {
      return (int) voters.stream()
          .filter(voter -> !doubted.contains(voter) && !standing.isRevoked(voter))
          .count();
    }

    private Set<Certified> at(Place place) {
      return certificates.getOrDefault(place, Set.of());
    }

    boolean promotedFor(Self node) {
      return place(node).filter(this::promoted).isPresent();
    }

    /** Where a node stands in the plan; empty if no wave takes it. */
    Optional<Place> place(Self node) {
      return announcement.waveOf(node).isPresent()
          ? Optional.of(new Place(announcement.waveOf(node).getAsInt(), node.region()))
          : Optional.empty();
    }

    /** Rule 6: why nobody in the region may run it; empty if nothing is against it. */
    Optional<String> cover(RegionName region) {
      if (aborted) {
        return Optional.of("was aborted");
      }
      if (places().stream().anyMatch(place -> place.region().equals(region) && rolledBack(place))) {
        return Optional.of("was rolled back in this region");
      }
      boolean all = announcement.plan().onFailure() == OnFailure.ROLLBACK_ALL;
      return all
          ? rolledBackByMany().map(by -> "was rolled back by region " + by)
          : Optional.empty();
    }

    /** Rule 6: whether some region's rollback lets nothing new open. */
    boolean halted() {
      return announcement.plan().onFailure() != OnFailure.ROLLBACK_REGION_AND_CONTINUE
          && places().stream().anyMatch(this::rolledBack);
    }

    /** The first region of the waves before that keeps this one closed; empty if none does. */
    Optional<RegionName> waitsFor(int wave) {
      boolean goesOn = announcement.plan().onFailure() == OnFailure.ROLLBACK_REGION_AND_CONTINUE;
      for (int before = 0; before < wave; before++) {
        for (RegionName region : announcement.plan().waves().get(before).regions()) {
          Place place = new Place(before, region);
          if (!promoted(place) && !(goesOn && rolledBack(place))) {
            return Optional.of(region);
          }
        }
      }
      return Optional.empty();
    }

    List<Place> places() {
      return announcement.juries().stream()
          .map(jury -> new Place(jury.wave(), jury.region()))
          .toList();
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

  /** The highest epoch, then generation, then lowest id. */
  Optional<Told> head(ModelName model) {
    Told head = null;
    for (Told told : of(model)) {
      if (head == null || isAbove(told, head)) {
        head = told;
      }
    }
    return Optional.ofNullable(head);
  }

  private static boolean isAbove(Told one, Told other) {
    Announcement first = one.announcement;
    Announcement second = other.announcement;
    if (first.epoch() != second.epoch()) {
      return first.epoch() > second.epoch();
    }
    return first.generation() != second.generation()
        ? first.generation() > second.generation()
        : one.id.compareTo(other.id) < 0;
  }
}
