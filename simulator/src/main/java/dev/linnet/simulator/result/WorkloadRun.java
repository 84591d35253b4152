package dev.linnet.simulator.result;

import dev.linnet.simulator.engine.Simulation;
import dev.linnet.simulator.engine.Strategy;
import dev.linnet.simulator.scenario.ScenarioRun;
import dev.linnet.simulator.scenario.ScenarioRun.End;
import dev.linnet.simulator.scenario.WorkloadScenario;
import dev.linnet.simulator.workload.Workload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * A run of a workload, which says itself what came of it. Once somebody stops it, what is left of
 * its events is let go.
 */
final class WorkloadRun implements Strategy {
  /** Some tens of milliseconds of most workloads. */
  private static final long EVENTS_BETWEEN_LOOKS = 1L << 16;

  private final Workload workload;
  private final BooleanSupplier stop;
  private long events;
  private boolean stopped;

  private WorkloadRun(Workload workload, BooleanSupplier stop) {
    this.workload = workload;
    this.stop = stop;
  }

  static RunResult of(WorkloadScenario scenario, long seed, BooleanSupplier stop) {
    WorkloadRun run = new WorkloadRun(scenario.make(seed), stop);
    new Simulation(scenario.nodes(), seed, run).run();
    End end = run.stopped ? End.STOPPED : End.SETTLED;
    return new RunResult(
        seed,
        new ScenarioRun.Result(end, Optional.empty()),
        run.figures(scenario, end),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /** The figures that runs have, in their order. */
  static Set<String> figureNames(WorkloadScenario scenario) {
    WorkloadRun run = new WorkloadRun(scenario.make(scenario.seed()), () -> true);
    return run.figures(scenario, End.STOPPED).keySet();
  }

  @Override
  public void start(Simulation simulation) {
    stopped = stop.getAsBoolean();
    if (!stopped) {
      workload.start(simulation);
    }
  }

  @Override
  public void onEvent(Simulation simulation, int node, int from, long word) {
    if (events % EVENTS_BETWEEN_LOOKS == 0) {
      stopped |= stop.getAsBoolean();
    }
    if (!stopped) {
      events++;
      workload.onEvent(simulation, node, from, word);
    }
  }

  private Map<String, String> figures(WorkloadScenario scenario, End end) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("end", end.name());
    all.put("nodes", "" + scenario.nodes());
    all.put("events", "" + events);
    ordered(workload.figures())
        .forEach(
            (name, value) -> {
              if (all.put(name, Figures.measured(value)) != null) {
                throw new IllegalArgumentException(
                    scenario.workload() + " has a figure '" + name + "': expected another name");
              }
            });
    return all;
  }

  /** A map that states no order, such as {@link Map#of}, has another one in each process. */
  private static Map<String, Double> ordered(Map<String, Double> figures) {
    return figures instanceof LinkedHashMap || figures instanceof SortedMap
        ? figures
        : new TreeMap<>(figures);
  }
}
