package dev.linnet.simulator.check;

import dev.linnet.simulator.invariant.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Makes a failing scenario smaller while it still fails: fewer steps by delta debugging (Zeller and
 * Hildebrandt, "Simplifying and isolating failure-inducing input", 2002), then fewer nodes.
 */
final class Shrinking {
  /** A smaller scenario that takes minutes to find helps less than one that is there. */
  private static final int MAX_RUNS = 400;

  private final Predicate<Scenario> failing;
  private int runs;

  private Shrinking(Predicate<Scenario> failing) {
    this.failing = failing;
  }

  /** The least scenario found that breaks the same invariant. */
  static Scenario of(Scenario scenario, String invariant) {
    return of(
        scenario,
        smaller ->
            Run.of(smaller)
                .violation()
                .map(Violation::invariant)
                .filter(invariant::equals)
                .isPresent());
  }

  static Scenario of(Scenario scenario, Predicate<Scenario> failing) {
    Shrinking shrinking = new Shrinking(failing);
    return shrinking.fewerSteps(shrinking.fewerNodes(shrinking.fewerSteps(scenario)));
  }

  private boolean fails(Scenario scenario) {
    return runs++ < MAX_RUNS && failing.test(scenario);
  }

  private Scenario fewerSteps(Scenario scenario) {
    Scenario least = scenario;
    int parts = 2;
    while (!least.steps().isEmpty() && parts <= 2 * least.steps().size()) {
      Scenario smaller = without(least, Math.min(parts, least.steps().size()));
      if (smaller.steps().size() < least.steps().size()) {
        least = smaller;
        parts = Math.max(2, parts - 1);
      } else {
        parts *= 2;
      }
    }
    return least;
  }

  /** The scenario without the first part that it fails without; itself if there is none. */
  private Scenario without(Scenario scenario, int parts) {
    int size = scenario.steps().size();
    for (int part = 0; part < parts; part++) {
      List<Step> fewer = new ArrayList<>(scenario.steps().subList(0, part * size / parts));
      fewer.addAll(scenario.steps().subList((part + 1) * size / parts, size));
      Scenario smaller = scenario.withSteps(fewer);
      if (fails(smaller)) {
        return smaller;
      }
    }
    return scenario;
  }

  private Scenario fewerNodes(Scenario scenario) {
    Scenario least = scenario;
    for (String region : new TreeSet<>(scenario.regions().keySet())) {
      for (int count = least.regions().getOrDefault(region, 0) - 1; count >= 1; count--) {
        Scenario smaller = least.withRegion(region, count);
        if (!fails(smaller)) {
          break;
        }
        least = smaller;
      }
    }
    return least;
  }
}
