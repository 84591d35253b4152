package dev.linnet.core.replica;

import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Rollout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Tells the generations of a model that follow from each other from those that leapt ahead, which
 * would use up the counter: a stolen key's doing.
 *
 * <p>A generation follows if it is at most {@link Announcement#MAX_GENERATION_JUMP} above one that
 * does, beginning at 0 in each epoch, or if a jury ever certified anything of it: no honest juror
 * serves what leapt, so one met those that it follows. They may be collected by then; a newcomer
 * must not miss them, nor may a node when a late vote or a revoked voter takes the proof its force.
 * This is a function of the set of announcements: whoever gets them in another order, or meets the
 * leap first, comes to the same.
 */
final class Lineage {
  private Lineage() {}

  /** Those of a model's rollouts that follow, the head first. */
  static List<Rollout> following(Collection<Rollout> rollouts) {
    SortedMap<Long, Long> reachedByEpoch = new TreeMap<>();
    List<Rollout> following = new ArrayList<>();
    for (Rollout rollout : rollouts.stream().sorted(Rollout.HEAD_FIRST.reversed()).toList()) {
      Announcement announcement = rollout.announcement();
      long reached = reachedByEpoch.getOrDefault(announcement.epoch(), 0L);
      if (announcement.generation() - reached <= Announcement.MAX_GENERATION_JUMP
          || rollout.judged()) {
        reachedByEpoch.put(announcement.epoch(), announcement.generation());
        following.add(rollout);
      }
    }
    Collections.reverse(following);
    return Collections.unmodifiableList(following);
  }
}
