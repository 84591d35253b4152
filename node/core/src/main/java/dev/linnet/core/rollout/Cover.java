package dev.linnet.core.rollout;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.mesh.Self;
import dev.linnet.core.rollout.Rollout.Verdict;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.BiPredicate;

/**
 * Rule 6: whom a rollback takes the version from, and whom it merely halts.
 *
 * <p>The verdict of a whole jury covers every node of its region, that of a device class the nodes
 * of the class there. {@code rollback-all} carries it to other regions, but never to other classes:
 * a handful of jurors of one class must not turn the rest back.
 */
public final class Cover {
  /** A whole jury's verdict says more than that of one class. */
  private static final Comparator<Panel> WIDEST_FIRST =
      Comparator.comparing(panel -> !panel.isWhole());

  private Cover() {}

  /** The rollback that takes the version from a node. */
  public static Optional<Panel> covering(Rollout rollout, Self self) {
    SortedSet<String> classes = rollout.announcement().deviceClasses(self);
    return rollback(
        rollout,
        (panel, verdict) ->
            (panel.deviceClass() == null || classes.contains(panel.deviceClass()))
                && reaches(rollout, panel, verdict, self.region()));
  }

  /** The rollback that takes the version from a whole region, whatever its nodes are. */
  public static Optional<Panel> coveringAll(Rollout rollout, RegionName region) {
    return rollback(
        rollout, (panel, verdict) -> panel.isWhole() && reaches(rollout, panel, verdict, region));
  }

  /** One device must not turn the world back: a single vote covers its own region alone. */
  private static boolean reaches(
      Rollout rollout, Panel panel, Verdict verdict, RegionName region) {
    return panel.region().equals(region)
        || (rollout.announcement().plan().onFailure() == OnFailure.ROLLBACK_ALL
            && verdict.unhealthy() > 1);
  }

  /** The rollback that lets nothing new open anywhere. */
  public static Optional<Panel> halting(Rollout rollout) {
    return goesOn(rollout) ? Optional.empty() : any(rollout);
  }

  /**
   * Whether a panel is left out: the plan goes on without those whom a rollback covers, and who
   * judge no more, in whichever wave they are.
   */
  static boolean leavesOut(Rollout rollout, Panel panel) {
    return goesOn(rollout)
        && rollback(
                rollout,
                (other, verdict) ->
                    other.region().equals(panel.region())
                        && (other.isWhole()
                            || Objects.equals(other.deviceClass(), panel.deviceClass())))
            .isPresent();
  }

  private static boolean goesOn(Rollout rollout) {
    return rollout.announcement().plan().onFailure() == OnFailure.ROLLBACK_REGION_AND_CONTINUE;
  }

  /** Any rollback at all, whatever follows from it. */
  static Optional<Panel> any(Rollout rollout) {
    return rollback(rollout, (panel, verdict) -> true);
  }

  private static Optional<Panel> rollback(Rollout rollout, BiPredicate<Panel, Verdict> test) {
    return rollout.verdicts().entrySet().stream()
        .filter(entry -> entry.getValue().outcome() == Outcome.ROLLED_BACK)
        .filter(entry -> test.test(entry.getKey(), entry.getValue()))
        .map(Map.Entry::getKey)
        .min(WIDEST_FIRST);
  }
}
