package dev.linnet.simulator.check;

/** One thing that happens to a mesh from outside, and when. */
public record Step(long atMillis, Action action) {

  /** What happens. A step whose node or rollout is not there does nothing. */
  public interface Action {
    /** The word under which it is counted. */
    String kind();

    void apply(World world);
  }

  @Override
  public String toString() {
    return atMillis / 1000.0 + " s: " + action;
  }
}
