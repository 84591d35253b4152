package dev.linnet.core.replica;

import dev.linnet.core.rollout.Rollout;
import java.util.List;

/**
 * What a replica let go of.
 *
 * @param places emptied for good
 * @param leftBehind rollouts of which nobody is told any more
 */
public record Garbage(List<String> places, List<LeftBehind> leftBehind) {
  public Garbage {
    places = List.copyOf(places);
    leftBehind = List.copyOf(leftBehind);
  }

  /**
   * A rollout that the mesh is done with.
   *
   * @param rollout all that was known of it
   * @param places where its facts stood, which the disk still holds
   */
  public record LeftBehind(Rollout rollout, List<String> places) {
    public LeftBehind {
      places = List.copyOf(places);
    }
  }
}
