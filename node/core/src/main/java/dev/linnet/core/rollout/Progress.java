package dev.linnet.core.rollout;

import dev.linnet.core.mesh.RegionName;
import java.util.List;
import java.util.Optional;

/** How far a rollout is, as the facts of one node show it; for people, decides nothing. */
public final class Progress {
  private Progress() {}

  /** How far a rollout is as a whole. */
  public enum State {
    ROLLING,
    PAUSED,
    PROMOTED,
    ROLLED_BACK,
    ABORTED,
    EXPIRED,
    SUPERSEDED;

    /** Whether nothing more will come of it. */
    public boolean isFinal() {
      return compareTo(PROMOTED) >= 0;
    }
  }

  /** How far a wave is. */
  public enum WaveState {
    CLOSED,
    OPEN,
    PROMOTED,
    ROLLED_BACK,
    HELD
  }

  /**
   * The state of a rollout.
   *
   * @param head whether no higher generation of the model is known
   */
  public static State of(Rollout rollout, boolean head, long wallMillis) {
    Announcement announcement = rollout.announcement();
    boolean goesOn = announcement.plan().onFailure() == OnFailure.ROLLBACK_REGION_AND_CONTINUE;
    if (rollout.aborted()) {
      return State.ABORTED;
    }
    if (rollout.rolledBackSomewhere() && !goesOn) {
      return State.ROLLED_BACK;
    }
    if (everyPanelDecided(rollout)) {
      return rollout.finished() || goesOn ? State.PROMOTED : State.ROLLED_BACK;
    }
    if (!head) {
      return State.SUPERSEDED;
    }
    if (rollout.paused()) {
      return State.PAUSED;
    }
    return announcement.expires().toEpochMilli() <= wallMillis ? State.EXPIRED : State.ROLLING;
  }

  /** The state of one of a rollout's waves. */
  public static WaveState ofWave(Rollout rollout, int wave) {
    Announcement announcement = rollout.announcement();
    Wave planned = announcement.plan().waves().get(wave);
    List<Panel> panels = rollout.panels().filter(panel -> panel.wave() == wave).toList();
    if (panels.stream().anyMatch(rollout::rolledBack)) {
      return WaveState.ROLLED_BACK;
    }
    if (panels.stream().allMatch(rollout::promoted)) {
      return WaveState.PROMOTED;
    }
    if (Decide.pending(rollout, wave).isPresent()) {
      return WaveState.CLOSED;
    }
    boolean halted = rollout.aborted() || Cover.halting(rollout).isPresent();
    return halted ? WaveState.HELD : WaveState.OPEN;
  }

  /**
   * Who judges in a region now: the first panel that has not promoted, or the whole jury of the last
   * wave; empty if the plan leaves the region out.
   */
  public static Optional<Panel> judging(Rollout rollout, RegionName region) {
    List<Panel> panels =
        rollout.panels().filter(panel -> panel.region().equals(region)).toList();
    return panels.stream()
        .filter(panel -> !rollout.promoted(panel))
        .findFirst()
        .or(() -> panels.stream().filter(Panel::isWhole).reduce((first, last) -> last));
  }

  private static boolean everyPanelDecided(Rollout rollout) {
    return rollout
        .panels()
        .allMatch(panel -> rollout.promoted(panel) || rollout.rolledBack(panel));
  }
}
