package dev.linnet.core.rollout;

import dev.linnet.core.mesh.RegionName;

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
    if (everyRegionDecided(rollout)) {
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
    if (planned.regions().stream().anyMatch(region -> rollout.rolledBack(wave, region))) {
      return WaveState.ROLLED_BACK;
    }
    if (planned.regions().stream().allMatch(region -> rollout.promoted(wave, region))) {
      return WaveState.PROMOTED;
    }
    boolean halted = rollout.aborted() || Decide.haltingRollback(rollout).isPresent();
    for (int before = 0; before < wave; before++) {
      for (RegionName region : announcement.plan().waves().get(before).regions()) {
        if (!rollout.promoted(before, region)) {
          return WaveState.CLOSED;
        }
      }
    }
    return halted ? WaveState.HELD : WaveState.OPEN;
  }

  private static boolean everyRegionDecided(Rollout rollout) {
    Announcement announcement = rollout.announcement();
    for (int wave = 0; wave < announcement.plan().waves().size(); wave++) {
      for (RegionName region : announcement.plan().waves().get(wave).regions()) {
        if (!rollout.promoted(wave, region) && !rollout.rolledBack(wave, region)) {
          return false;
        }
      }
    }
    return true;
  }
}
