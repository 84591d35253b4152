package dev.linnet.simulator.check;

import dev.linnet.simulator.SimulatedMesh;
import dev.linnet.simulator.invariant.Invariants;
import dev.linnet.simulator.invariant.Violated;
import dev.linnet.simulator.invariant.Violation;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Brings a scenario to its end, or to the first event that breaks an invariant. */
final class Run {
  private static final Duration GLANCE = Duration.ofSeconds(4);

  /** How long the mesh may take to become one again; its anti-entropy runs every few seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(240);

  private Run() {}

  /** What came of a run. */
  record Result(
      Optional<Violation> violation, long events, long nanos, Map<String, Integer> faults) {}

  static Result of(Scenario scenario) {
    if (!WrongClocks.areTried(scenario)) {
      return of(scenario, Optional.empty());
    }
    History right = new History();
    Result result = of(scenario, Optional.of(right));
    if (result.violation().isPresent()) {
      return result;
    }
    World world = new World(scenario);
    WrongClocks.set(world, scenario.seed());
    History wrong = new History();
    of(scenario, world, Optional.of(wrong));
    return new Result(
        WrongClocks.difference(right.lines(), wrong.lines()),
        result.events(),
        result.nanos(),
        result.faults());
  }

  static Result of(Scenario scenario, Optional<History> history) {
    return of(scenario, new World(scenario), history);
  }

  private static Result of(Scenario scenario, World world, Optional<History> history) {
    SimulatedMesh mesh = world.mesh();
    Invariants invariants = new Invariants(mesh, scenario.liars());
    history.ifPresent(
        told -> {
          told.watch(mesh, invariants);
          world.notes(told::note);
        });
    mesh.check(invariants);
    Map<String, Integer> faults = new TreeMap<>();
    world.start();
    for (Step step : scenario.steps()) {
      mesh.after(
          step.atMillis() * 1_000_000L,
          () -> {
            faults.merge(step.action().kind(), 1, Integer::sum);
            history.ifPresent(told -> told.step(step));
            step.action().apply(world);
          });
    }
    Optional<Violation> violation;
    try {
      mesh.run(Duration.ofMillis(scenario.endMillis()));
      world.endFaults();
      violation = settle(scenario, mesh, invariants);
    } catch (Violated broken) {
      violation = Optional.of(broken.violation());
    } catch (RuntimeException thrown) {
      violation =
          Optional.of(
              new Violation(
                  "THROWS", "mesh", mesh.nowNanos(), mesh.eventsHandled(), thrown.toString()));
    }
    world.counts().forEach((what, count) -> faults.merge(what, count, Integer::sum));
    violation.ifPresent(broken -> history.ifPresent(told -> told.end(broken)));
    return new Result(violation, mesh.eventsHandled(), mesh.nowNanos(), faults);
  }

  private static Optional<Violation> settle(
      Scenario scenario, SimulatedMesh mesh, Invariants invariants) {
    long until = mesh.nowNanos() + PATIENCE.toNanos();
    Optional<Violation> missing;
    do {
      mesh.run(GLANCE);
      missing = invariants.end().missing(scenario.together());
    } while (missing.isPresent() && mesh.nowNanos() < until);
    return missing.or(() -> invariants.end().brokenJoin(scenario.seed()));
  }
}
