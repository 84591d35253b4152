package dev.linnet.core.rollout;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.mesh.Self;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Decision.Cause;
import dev.linnet.core.rollout.Decision.Reason;
import dev.linnet.core.rollout.Rollout.Place;
import dev.linnet.core.rollout.Rollout.Verdict;
import dev.linnet.core.trust.Digest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which version of a model a node should serve: a pure function of its facts, itself, its own past
 * and its own clock. Section "The decision" of docs/protocol.md gives the rules in words.
 *
 * <p>The rollouts of the model are looked at from the head down, save that after one which is lost
 * here comes the one it names to return to; the first that is admitted is the target. Only the head
 * is ever <em>opened</em>; a lower one is gone back to, and only if it was proven in this region,
 * or still serves because the head may still open. Last come those that only this node still knows.
 */
public final class Decide {
  /** What takes a version away from all of a region, those that have not served it yet included. */
  private static final Set<Cause> LOST_BY_ALL = EnumSet.of(Cause.ROLLED_BACK, Cause.ABORTED);

  private Decide() {}

  /**
   * Decides.
   *
   * @param headFirst all rollouts of one model that the mesh knows, in the order of {@link
   *     Rollout#HEAD_FIRST}
   */
  public static Decision decide(List<Rollout> headFirst, Situation situation) {
    Decision calm = walk(headFirst, situation, false);
    return calm.target() == null ? walk(headFirst, situation, true) : calm;
  }

  /** Whether a rollout's version may serve here now, were it only ready before the target is. */
  public static boolean mayServe(Rollout rollout, List<Rollout> headFirst, Situation situation) {
    Because because = look(rollout, headFirst, situation, false);
    return because.cause().compareTo(Cause.WAITING) < 0
        || (because.cause() == Cause.SUPERSEDED && isKept(rollout, headFirst, situation.memory()));
  }

  /**
   * Walks down to the first rollout that is admitted.
   *
   * @param urgent whether nothing else can serve: what is proven here then waits for no window, and
   *     what was superseded unproven goes on
   */
  private static Decision walk(List<Rollout> headFirst, Situation situation, boolean urgent) {
    List<Reason> reasons = new ArrayList<>();
    Deque<Rollout> left = new ArrayDeque<>(headFirst);
    left.addAll(situation.leftBehind());
    while (!left.isEmpty()) {
      Rollout rollout = left.remove();
      Reason reason = new Reason(rollout.id(), look(rollout, headFirst, situation, urgent));
      reasons.add(reason);
      if (reason.cause().compareTo(Cause.WAITING) < 0) {
        return new Decision(rollout.id(), reasons);
      }
      if (isLost(reason, situation.memory())) {
        returnTo(rollout, left);
      }
    }
    return new Decision(null, reasons);
  }

  /**
   * Whether what a rollout names to return to is wanted now. What all lose, all return from, or a
   * region would be of two versions: of those that opened it and those that were late. Who fails
   * alone has nothing to return from before it opened it.
   */
  private static boolean isLost(Reason reason, Memory memory) {
    return LOST_BY_ALL.contains(reason.cause())
        || (reason.cause() == Cause.FAILED_HERE && memory.opened().contains(reason.rollout()));
  }

  /**
   * Rule 9: brings forward what the operator wants to go back to; it must be proven all the same.
   */
  private static void returnTo(Rollout lost, Deque<Rollout> left) {
    left.stream()
        .filter(rollout -> rollout.id().equals(lost.announcement().returnTo()))
        .findFirst()
        .ifPresent(
            wanted -> {
              left.remove(wanted);
              left.addFirst(wanted);
            });
  }

  /**
   * Whether a version that serves here unproven may go on below the head. Not if another rollout of
   * the same generation counts instead: a node that opened the loser goes back at once (rule 11).
   */
  private static boolean isKept(Rollout rollout, List<Rollout> headFirst, Memory memory) {
    return memory.isActive(rollout.id())
        && headFirst.stream()
            .takeWhile(above -> !above.id().equals(rollout.id()))
            .noneMatch(above -> above.races(rollout));
  }

  /**
   * Whether nothing comes of the head here any more. What it superseded unproven has no jury then
   * and never will have one: it would serve on at those who happened to open it, and nowhere else.
   */
  private static boolean isOver(Rollout head, Self self) {
    return head.aborted()
        || Cover.covering(head, self).isPresent()
        || Cover.halting(head).isPresent();
  }

  private static Because look(
      Rollout rollout, List<Rollout> headFirst, Situation situation, boolean urgent) {
    Digest headId = headFirst.get(0).id();
    boolean head = rollout.id().equals(headId);
    Announcement announcement = rollout.announcement();
    RegionName region = situation.self().region();
    Memory memory = situation.memory();
    if (rollout.abort() != null) {
      return new Because.Aborted(rollout.abort());
    }
    Optional<Panel> covering = Cover.covering(rollout, situation.self());
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
    OptionalInt taken = announcement.waveOf(situation.self());
    boolean opened = memory.opened().contains(rollout.id());
    boolean proven = rollout.provenFor(situation.self());
    Optional<Panel> halting = Cover.halting(rollout);
    boolean kept =
        isKept(rollout, headFirst, memory)
            && (urgent || !isOver(headFirst.get(0), situation.self()));
    if (opened && (head || proven || kept)) {
      return new Because.Opened();
    }
    if (taken.isEmpty()) {
      return new Because.NotSelected(region, announcement.whyNotSelected(situation.self()));
    }
    int wave = taken.getAsInt();
    if (head && rollout.paused()) {
      return rollout.pause().orElseThrow();
    }
    if (proven && halting.isEmpty() && (!head || urgent || isOpen(announcement, wave, situation))) {
      return new Because.ProvenHere(region, rollout.verdicts().get(new Panel(wave, region, null)));
    }
    if (!head) {
      return new Because.Superseded(headId, region);
    }
    return halting.isPresent()
        ? new Because.Halted(halting.get(), verdict(rollout, halting.get()))
        : opening(rollout, wave, headFirst, situation);
  }

  /** Rules 7, 8 and 12: what the first activation needs besides. */
  private static Because opening(
      Rollout rollout, int wave, List<Rollout> headFirst, Situation situation) {
    Announcement announcement = rollout.announcement();
    if (announcement.expires().toEpochMilli() <= situation.wallMillis()) {
      return new Because.Expired(announcement.expires());
    }
    Optional<Panel> pending = pending(rollout, wave);
    if (pending.isPresent()) {
      return waiting(announcement, pending.get());
    }
    Optional<Rollout> unnamed =
        Retry.unnamed(
            announcement.manifest(),
            announcement.retryOf(),
            headFirst.subList(1, headFirst.size()));
    if (unnamed.isPresent()) {
      return new Because.RolledBackBefore(unnamed.get().id());
    }
    Wave planned = announcement.plan().waves().get(wave);
    return isOpen(announcement, wave, situation)
        ? onNews(rollout, planned, situation)
        : new Because.OutsideWindow(
            planned.name(),
            planned.nextOpening(situation.wallMillis(), situation.self().profile()).orElse(null));
  }

  /** The first panel of the waves before that has not promoted and is waited for. */
  static Optional<Panel> pending(Rollout rollout, int wave) {
    Announcement announcement = rollout.announcement();
    for (Jury jury : announcement.juries()) {
      if (jury.wave() < wave) {
        for (Panel panel : announcement.panels(jury)) {
          if (!rollout.promoted(panel) && !Cover.leavesOut(rollout, panel)) {
            return Optional.of(panel);
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Because onNews(Rollout rollout, Wave planned, Situation situation) {
    if (!situation.news().caughtUp(rollout)) {
      return new Because.WithoutDisk();
    }
    List<Place> silent = Freshness.silent(rollout, situation.self(), situation.news());
    if (!silent.isEmpty()) {
      Place first = silent.get(0);
      return new Because.Stale(first.region(), situation.news().silentNanos(rollout, first));
    }
    return new Because.Opens(planned.name());
  }

  private static boolean isOpen(Announcement announcement, int wave, Situation situation) {
    return announcement
        .plan()
        .waves()
        .get(wave)
        .isOpenAt(situation.wallMillis(), situation.self().profile());
  }

  private static Because waiting(Announcement announcement, Panel panel) {
    Wave planned = announcement.plan().waves().get(panel.wave());
    int jurors = announcement.jury(panel).orElseThrow().jurors().size();
    Quorum quorum = Quorum.of(jurors, 0, planned.promote(), planned.minJurors());
    return new Because.Waiting(planned.name(), panel, jurors, quorum.promote());
  }

  private static Verdict verdict(Rollout rollout, Panel panel) {
    return Objects.requireNonNull(rollout.verdicts().get(panel));
  }
}
