package dev.linnet.core.rollout;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.mesh.Self;
import dev.linnet.core.rollout.Rollout.Place;
import dev.linnet.core.rollout.Rollout.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Rule 8: whose news an opening rests on. Whoever can roll back must have been heard, so that with
 * fewer liars than that one honest word is among them.
 */
public final class Freshness {
  private Freshness() {}

  /**
   * The places that a node must have heard before it opens, and of each how many jurors. A place
   * that an operator promoted by hand, without a verdict of its jury, is not among them: the
   * operator answers for it, and a region that is dead for ever could not be passed otherwise.
   */
  public static Map<Place, Integer> needed(Rollout rollout, Self self) {
    Announcement announcement = rollout.announcement();
    Map<Place, Integer> needed = new LinkedHashMap<>();
    OptionalInt taken = announcement.waveOf(self);
    if (taken.isEmpty() || announcement.plan().freshness().isZero()) {
      return needed;
    }
    int wave = taken.getAsInt();
    needed.put(
        new Place(wave, self.region()),
        rollout.tally(wave, self.region()).orElseThrow().quorum().rollback());
    for (int before = 0; before < wave; before++) {
      for (RegionName region : announcement.plan().waves().get(before).regions()) {
        Place place = new Place(before, region);
        Verdict verdict = rollout.verdicts().get(Panel.whole(place));
        if (verdict != null && verdict.outcome() == Outcome.PROMOTED) {
          needed.put(place, quorum(announcement, place, verdict.ineligible()).rollback());
        }
      }
    }
    return needed;
  }

  /** The needed places of which too little was heard, in the order of the waves. */
  public static List<Place> silent(Rollout rollout, Self self, News news) {
    List<Place> silent = new ArrayList<>();
    needed(rollout, self)
        .forEach(
            (place, jurors) -> {
              if (news.freshJurors(rollout, place) < jurors) {
                silent.add(place);
              }
            });
    return silent;
  }

  /** The quorum of a place if so many of its jurors abstained. */
  public static Quorum quorum(Announcement announcement, Place place, int abstained) {
    Wave wave = announcement.plan().waves().get(place.wave());
    int jurors = announcement.jury(place.wave(), place.region()).orElseThrow().jurors().size();
    return Quorum.of(jurors, abstained, wave.promote(), wave.minJurors());
  }
}
