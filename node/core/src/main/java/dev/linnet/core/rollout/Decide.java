package dev.linnet.core.rollout;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Decision.Cause;
import dev.linnet.core.rollout.Decision.Reason;
import dev.linnet.core.rollout.Rollout.Place;
import dev.linnet.core.rollout.Rollout.Verdict;
import dev.linnet.core.trust.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Which version of a model a node should serve: a pure function of its facts, itself, its own past
 * and its own clock. Section "The decision" of docs/protocol.md gives the rules in words.
 *
 * <p>The rollouts of the model are looked at from the head down; the first one that is admitted is
 * the target. Only the head is ever <em>opened</em>; a lower one is gone back to, and only if it
 * was proven in this region, or still serves because nothing above it opened.
 */
public final class Decide {
  private Decide() {}

  /**
   * Decides.
   *
   * @param headFirst all rollouts of one model, in the order of {@link Rollout#HEAD_FIRST}
   */
  public static Decision decide(List<Rollout> headFirst, Situation situation) {
    List<Reason> reasons = new ArrayList<>();
    for (Rollout rollout : headFirst) {
      boolean lost = !reasons.isEmpty() && headFirst.get(reasons.size() - 1).races(rollout);
      Because because = look(rollout, headFirst.get(0).id(), lost, situation);
      Reason reason = new Reason(rollout.id(), because);
      reasons.add(reason);
      if (reason.cause().compareTo(Cause.WAITING) < 0) {
        return new Decision(rollout.id(), reasons);
      }
    }
    return new Decision(null, reasons);
  }

  /**
   * Looks at one rollout.
   *
   * @param lost whether another one of its generation counts instead of it: a node that opened it
   *     unproven goes back at once (rule 11), while one that was merely superseded is kept until
   *     its successor opens
   */
  private static Because look(Rollout rollout, Digest headId, boolean lost, Situation situation) {
    boolean head = rollout.id().equals(headId);
    Announcement announcement = rollout.announcement();
    RegionName region = situation.self().region();
    Memory memory = situation.memory();
    if (rollout.abort() != null) {
      return new Because.Aborted(rollout.abort());
    }
    if (announcement.waveOf(region).isEmpty()) {
      return new Because.NotSelected(region);
    }
    int wave = announcement.waveOf(region).getAsInt();
    Optional<Place> covering = coveringRollback(rollout, region);
    if (covering.isPresent()) {
      return new Because.RolledBack(covering.get(), verdict(rollout, covering.get()));
    }
    String failure = memory.failed().get(rollout.id());
    if (failure != null) {
      return new Because.FailedHere(failure);
    }
    String misfit = situation.misfits().get(rollout.id());
    if (misfit != null) {
      return new Because.Ineligible(misfit);
    }
    boolean opened = memory.opened().contains(rollout.id());
    boolean proven = rollout.promoted(wave, region);
    Optional<Place> halting = haltingRollback(rollout);
    if (opened && (head || proven || (memory.isActive(rollout.id()) && !lost))) {
      return new Because.Opened();
    }
    if (head && rollout.paused()) {
      return rollout.pause().orElseThrow();
    }
    if (proven && halting.isEmpty()) {
      return new Because.ProvenHere(region, rollout.verdicts().get(new Place(wave, region)));
    }
    if (!head) {
      return new Because.Superseded(headId, region);
    }
    return halting.isPresent()
        ? new Because.Halted(halting.get(), verdict(rollout, halting.get()))
        : opening(rollout, wave, situation);
  }

  /** Rule 7: what the first activation needs besides. */
  private static Because opening(Rollout rollout, int wave, Situation situation) {
    Announcement announcement = rollout.announcement();
    if (announcement.expires().toEpochMilli() <= situation.wallMillis()) {
      return new Because.Expired(announcement.expires());
    }
    for (int before = 0; before < wave; before++) {
      for (RegionName region : announcement.plan().waves().get(before).regions()) {
        boolean leftOut =
            announcement.plan().onFailure() == OnFailure.ROLLBACK_REGION_AND_CONTINUE
                && rollout.rolledBack(before, region);
        if (!leftOut && !rollout.promoted(before, region)) {
          return waiting(announcement, before, region);
        }
      }
    }
    return new Because.Opens(announcement.plan().waves().get(wave).name());
  }

  private static Because waiting(Announcement announcement, int wave, RegionName region) {
    Wave planned = announcement.plan().waves().get(wave);
    int jurors = announcement.jury(wave, region).orElseThrow().jurors().size();
    Quorum quorum = Quorum.of(jurors, 0, planned.promote(), planned.minJurors());
    return new Because.Waiting(planned.name(), region, jurors, quorum.promote());
  }

  /** The rollback that covers this region: rule 6. */
  public static Optional<Place> coveringRollback(Rollout rollout, RegionName region) {
    OnFailure onFailure = rollout.announcement().plan().onFailure();
    return rollback(
        rollout,
        (place, verdict) ->
            place.region().equals(region)
                || (onFailure == OnFailure.ROLLBACK_ALL && verdict.unhealthy() > 1));
  }

  /** The rollback that lets nothing new open anywhere: rule 6. */
  public static Optional<Place> haltingRollback(Rollout rollout) {
    OnFailure onFailure = rollout.announcement().plan().onFailure();
    return onFailure == OnFailure.ROLLBACK_REGION_AND_CONTINUE
        ? Optional.empty()
        : rollback(rollout, (place, verdict) -> true);
  }

  private static Optional<Place> rollback(
      Rollout rollout, java.util.function.BiPredicate<Place, Verdict> test) {
    return rollout.verdicts().entrySet().stream()
        .filter(entry -> entry.getValue().outcome() == Outcome.ROLLED_BACK)
        .filter(entry -> test.test(entry.getKey(), entry.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static Verdict verdict(Rollout rollout, Place place) {
    return Objects.requireNonNull(rollout.verdicts().get(place));
  }
}
