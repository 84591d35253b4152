package dev.linnet.core.rollout;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.trust.Digest;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * All that a node's facts say of one rollout, at one moment.
 *
 * @param announcedBy the names of the operators who signed
 * @param control the last word on pausing of those who may speak, or null if there was none
 * @param hold what keeps it from opening until a person acts
 * @param promotedByHand where an operator's word takes the place of a verdict
 * @param verdicts proven by certificates
 * @param votes the latest vote of each kind, of the jurors of this node's region
 * @param doubted who equivocated in this rollout or was revoked: its HEALTHY is void
 */
public record Rollout(
    Digest id,
    Announcement announcement,
    SortedSet<String> announcedBy,
    boolean aborted,
    @Nullable Control control,
    Hold hold,
    Set<Place> promotedByHand,
    Map<Place, Verdict> verdicts,
    Map<Place, Map<NodeName, EnumMap<Ballot, Vote>>> votes,
    SortedSet<NodeName> doubted) {

  /** Of the rollouts of one model, the one that counts comes first. */
  public static final Comparator<Rollout> HEAD_FIRST =
      Comparator.comparingLong((Rollout rollout) -> rollout.announcement().epoch())
          .thenComparingLong(rollout -> rollout.announcement().generation())
          .reversed()
          .thenComparing(Rollout::id);

  /** What keeps a rollout from opening, whoever may have resumed it before. */
  public enum Hold {
    NONE,
    /** Too few of those who announced it are left; a resume by another operator takes it over. */
    OPERATOR_REVOKED,
    /** Two trust roots of one version are known: nobody can tell whose word counts. */
    TRUST_ROOT_FORKED
  }

  /** Where a verdict holds. */
  public record Place(int wave, RegionName region) {}

  /** What a certificate proved, and by how many votes on each side. */
  public record Verdict(Outcome outcome, int healthy, int unhealthy, int ineligible) {}

  /** Why it is paused; empty if it is not. */
  public Optional<String> pause() {
    if (hold == Hold.TRUST_ROOT_FORKED) {
      return Optional.of("the trust root forked: two roots of one version are signed");
    }
    if (control != null && control.action() == Control.Action.PAUSE) {
      return Optional.of("an operator paused it");
    }
    return hold == Hold.OPERATOR_REVOKED && control == null
        ? Optional.of("its operator is revoked: another one must resume or abort it")
        : Optional.empty();
  }

  public boolean paused() {
    return pause().isPresent();
  }

  /** Whether the region passed: by its jury, or by hand; a rollback there undoes both. */
  public boolean promoted(int wave, RegionName region) {
    Place place = new Place(wave, region);
    Verdict verdict = verdicts.get(place);
    return verdict == null ? promotedByHand.contains(place) : verdict.outcome() == Outcome.PROMOTED;
  }

  public boolean rolledBack(int wave, RegionName region) {
    Verdict verdict = verdicts.get(new Place(wave, region));
    return verdict != null && verdict.outcome() == Outcome.ROLLED_BACK;
  }

  /** The votes that this node holds, counted; empty for a region that no wave takes. */
  public Optional<Tally> tally(RegionName region) {
    if (announcement.waveOf(region).isEmpty()) {
      return Optional.empty();
    }
    int wave = announcement.waveOf(region).getAsInt();
    Jury jury = announcement.jury(wave, region).orElseThrow();
    return Optional.of(
        Tally.of(
            jury,
            announcement.plan().waves().get(wave),
            worstBallots(new Place(wave, region)),
            doubted));
  }

  private Map<NodeName, Ballot> worstBallots(Place place) {
    Map<NodeName, Ballot> worst = new java.util.TreeMap<>();
    votes
        .getOrDefault(place, Map.of())
        .forEach((juror, cast) -> worst.put(juror, Collections.max(cast.keySet())));
    return worst;
  }

  /** Whether every region of every wave passed. */
  public boolean finished() {
    return allRegions(place -> promoted(place.wave(), place.region()));
  }

  /** Whether any region proved that the version is bad. */
  public boolean rolledBackSomewhere() {
    return !allRegions(place -> !rolledBack(place.wave(), place.region()));
  }

  private boolean allRegions(java.util.function.Predicate<Place> test) {
    for (int wave = 0; wave < announcement.plan().waves().size(); wave++) {
      for (RegionName region : announcement.plan().waves().get(wave).regions()) {
        if (!test.test(new Place(wave, region))) {
          return false;
        }
      }
    }
    return true;
  }
}
