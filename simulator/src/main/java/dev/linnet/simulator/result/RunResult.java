package dev.linnet.simulator.result;

import dev.linnet.simulator.SimulatedMesh;
import dev.linnet.simulator.SimulatedNode;
import dev.linnet.simulator.scenario.Followed;
import dev.linnet.simulator.scenario.MeshScenario;
import dev.linnet.simulator.scenario.Scenario;
import dev.linnet.simulator.scenario.ScenarioRun;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What was measured of one run; alike to the last digit for one scenario and seed. A workload has
 * figures alone.
 *
 * @param figures by their names, in the order of the columns; empty for what never came
 * @param series figures that change, by time, region and name
 * @param timeline how each wave of each rollout went in each region
 * @param states who served what when, by model
 * @param moments what a person would tell of it, in the order of time
 */
public record RunResult(
    long seed,
    ScenarioRun.Result ended,
    Map<String, String> figures,
    List<Sample> series,
    List<Stretch> timeline,
    List<States.OfModel> states,
    List<Recorder.Moment> moments) {

  /** A figure of a region at a moment. */
  record Sample(long atNanos, String region, String metric, long value) {}

  public RunResult {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    series = List.copyOf(series);
    timeline = List.copyOf(timeline);
    states = List.copyOf(states);
    moments = List.copyOf(moments);
  }

  /**
   * Runs a scenario and measures it.
   *
   * @param events takes the lines of the event log
   * @param stop asked once each virtual second, or so-and-so-many events of a workload
   */
  public static RunResult of(
      Scenario scenario, long seed, Consumer<String> events, BooleanSupplier stop) {
    return scenario.either(
        mesh -> ofMesh(mesh, seed, events, stop), workload -> WorkloadRun.of(workload, seed, stop));
  }

  private static RunResult ofMesh(
      MeshScenario scenario, long seed, Consumer<String> events, BooleanSupplier stop) {
    ScenarioRun run = new ScenarioRun(scenario, seed);
    EventLog log = new EventLog(run, scenario.recording().events() ? events : line -> {});
    Recorder recorder = new Recorder(run, log);
    List<Sample> series = new ArrayList<>();
    States states = new States(run);
    run.notes(recorder::tell);
    Runnable begun =
        () -> {
          run.mesh().check(recorder);
          states.begin();
          sample(run, recorder, scenario, series);
        };
    ScenarioRun.Result ended = run.run(begun, stop);
    ended.violation().ifPresent(broken -> recorder.tell(broken.toString()));
    return new RunResult(
        seed,
        ended,
        figures(run, recorder, ended),
        series,
        Stretch.all(run, recorder),
        states.all(),
        recorder.moments());
  }

  private static void sample(
      ScenarioRun run, Recorder recorder, MeshScenario scenario, List<Sample> into) {
    SimulatedMesh mesh = run.mesh();
    Map<String, Map<String, Long>> serving = new LinkedHashMap<>();
    for (String region : scenario.regionNames()) {
      Map<String, Long> none = new LinkedHashMap<>();
      run.rollouts().forEach(each -> none.put(each.name(), 0L));
      serving.put(region, none);
    }
    for (SimulatedNode node : mesh.nodes()) {
      for (Followed each : run.rollouts()) {
        if (node.serving().contains(each.manifest())) {
          serving
              .getOrDefault(node.peer().region().value(), new LinkedHashMap<>())
              .merge(each.name(), 1L, Long::sum);
        }
      }
    }
    serving.forEach(
        (region, counts) ->
            counts.forEach(
                (name, count) ->
                    into.add(new Sample(run.nowNanos(), region, "serving:" + name, count))));
    Map<String, Long> bytes = recorder.takeBytes();
    for (String region : scenario.regionNames()) {
      into.add(new Sample(run.nowNanos(), region, "wide_bytes_in", bytes.getOrDefault(region, 0L)));
    }
    mesh.after(scenario.recording().everyNanos(), () -> sample(run, recorder, scenario, into));
  }

  /** The figures that runs of a scenario have, in their order. */
  public static Set<String> figureNames(Scenario scenario) {
    return scenario.either(RunResult::figureNamesOfMesh, WorkloadRun::figureNames);
  }

  private static Set<String> figureNamesOfMesh(MeshScenario scenario) {
    ScenarioRun run = new ScenarioRun(scenario, scenario.seed());
    Recorder recorder = new Recorder(run, new EventLog(run, line -> {}));
    return figures(run, recorder, new ScenarioRun.Result(ScenarioRun.End.STOPPED, Optional.empty()))
        .keySet();
  }

  private static Map<String, String> figures(
      ScenarioRun run, Recorder recorder, ScenarioRun.Result ended) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("end", ended.end().name());
    all.put("nodes", "" + run.mesh().nodes().size());
    all.put("simulated_seconds", Figures.seconds(run.nowNanos()));
    all.put("events", "" + run.mesh().eventsHandled());
    all.putAll(recorder.totals());
    for (Followed each : run.rollouts()) {
      Recorder.OfVersion version = recorder.of(each.manifest().digest());
      String of = each.name() + ".";
      long from = each.announcedNanos();
      Reached reached = Reached.of(run, each, version.firstServedNanos);
      all.put(of + "state", each.state());
      all.put(
          of + "seconds",
          from < 0 || each.settledNanos() < 0 ? "" : Figures.seconds(each.settledNanos() - from));
      all.put(of + "selected_nodes", "" + reached.selected());
      all.put(of + "reached_nodes", "" + version.firstServedNanos.size());
      all.put(of + "serving_nodes", "" + version.serving.size());
      all.put(of + "first_seconds", reached.seconds(0));
      all.put(of + "half_seconds", reached.seconds(50));
      all.put(of + "p95_seconds", reached.seconds(95));
      all.put(of + "last_seconds", reached.seconds(100));
      all.put(
          of + "rollback_seconds",
          version.rolledBackNanos < 0 || !version.serving.isEmpty()
              ? ""
              : Figures.seconds(Math.max(0, version.lastLeftNanos - version.rolledBackNanos)));
      all.put(of + "requests", "" + version.requests);
      all.put(of + "failed_requests", "" + version.failures);
    }
    return all;
  }
}
