package dev.linnet.core.rollout;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Decision.Cause;
import dev.linnet.core.rollout.Decision.Reason;
import dev.linnet.core.rollout.Rollout.Place;
import dev.linnet.core.rollout.Rollout.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
      boolean head = reasons.isEmpty();
      boolean lost = !head && rollout.announcement().isRivalOf(headFirst.get(0).announcement());
      Reason reason = look(rollout, head, lost, situation);
      reasons.add(reason);
      if (reason.cause().compareTo(Cause.WAITING) < 0) {
        return new Decision(rollout.id(), reasons);
      }
    }
    return new Decision(null, reasons);
  }

  private static Reason look(Rollout rollout, boolean head, boolean lost, Situation situation) {
    Announcement announcement = rollout.announcement();
    RegionName region = situation.self().region();
    Memory memory = situation.memory();
    if (rollout.aborted()) {
      return reason(rollout, Cause.ABORTED, "an operator aborted it");
    }
    if (announcement.waveOf(region).isEmpty()) {
      return reason(rollout, Cause.NOT_SELECTED, "no wave takes region " + region);
    }
    int wave = announcement.waveOf(region).getAsInt();
    Optional<Place> covering = coveringRollback(rollout, region);
    if (covering.isPresent()) {
      return reason(
          rollout, Cause.ROLLED_BACK, "region " + covering.get().region() + " rolled it back");
    }
    String failure = memory.failed().get(rollout.id());
    if (failure != null) {
      return reason(rollout, Cause.FAILED_HERE, "it failed on this node: " + failure);
    }
    String misfit = situation.misfits().get(rollout.id());
    if (misfit != null) {
      return reason(rollout, Cause.INELIGIBLE, misfit);
    }
    boolean opened = memory.opened().contains(rollout.id());
    boolean proven = rollout.promoted(wave, region);
    boolean halted = haltingRollback(rollout).isPresent();
    if (opened && (head || proven || (memory.isActive(rollout.id()) && !lost))) {
      return reason(rollout, Cause.OPENED, "it serves here and nothing speaks against it");
    }
    if (proven && !halted) {
      return reason(rollout, Cause.PROVEN_HERE, "region " + region + " promoted it");
    }
    if (lost) {
      return reason(rollout, Cause.SUPERSEDED, "another rollout of its generation won");
    }
    if (!head) {
      return reason(rollout, Cause.SUPERSEDED, "superseded before region " + region + " proved it");
    }
    return opening(rollout, wave, halted, situation);
  }

  /** Rule 7: what the first activation needs. */
  private static Reason opening(Rollout rollout, int wave, boolean halted, Situation situation) {
    Announcement announcement = rollout.announcement();
    if (halted) {
      return reason(
          rollout,
          Cause.HALTED,
          "region " + haltingRollback(rollout).orElseThrow().region() + " rolled it back");
    }
    if (rollout.pause().isPresent()) {
      return reason(rollout, Cause.PAUSED, rollout.pause().get());
    }
    if (announcement.expires().toEpochMilli() <= situation.wallMillis()) {
      return reason(rollout, Cause.EXPIRED, "it expired at " + announcement.expires());
    }
    for (int before = 0; before < wave; before++) {
      for (RegionName region : announcement.plan().waves().get(before).regions()) {
        boolean leftOut =
            announcement.plan().onFailure() == OnFailure.ROLLBACK_REGION_AND_CONTINUE
                && rollout.rolledBack(before, region);
        if (!leftOut && !rollout.promoted(before, region)) {
          return reason(rollout, Cause.WAITING, "region " + region + " has not promoted it yet");
        }
      }
    }
    return reason(
        rollout, Cause.OPENS, "wave " + announcement.plan().waves().get(wave).name() + " is open");
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

  private static Reason reason(Rollout rollout, Cause cause, String sentence) {
    return new Reason(rollout.id(), cause, sentence);
  }
}
