package dev.linnet.core.rollout;

import dev.linnet.core.rollout.Rollout.Place;
import java.util.OptionalLong;

/** What a node lately heard of the jurors of a rollout, by its own monotonic clock. */
public interface News {
  /**
   * How many jurors of a place were heard within the plan's freshness, none of them with an
   * objection that no fact here proves.
   */
  int freshJurors(Rollout rollout, Place place);

  /**
   * For how long yet so many of them stay fresh if none is heard again; negative if too few are.
   */
  long leftNanos(Rollout rollout, Place place, int jurors);

  /** How long ago any juror of a place was heard; empty if none was since the node can tell. */
  OptionalLong silentNanos(Rollout rollout, Place place);

  /**
   * Rule 12: false at a node that came up without its disk, until its region has told it what it
   * may have forgotten.
   */
  boolean caughtUp(Rollout rollout);
}
