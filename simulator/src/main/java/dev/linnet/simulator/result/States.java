package dev.linnet.simulator.result;

import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.simulator.SimulatedMesh;
import dev.linnet.simulator.SimulatedNode;
import dev.linnet.simulator.scenario.Followed;
import dev.linnet.simulator.scenario.ScenarioRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Watches which version of each model each node serves, for playing it back. */
final class States implements SimulatedMesh.Checker {
  static final int DOWN = 0;
  static final int SERVES_NOTHING = 1;

  /** The state of a node that serves the first version; the next ones follow. */
  static final int SERVES_FIRST = 2;

  private final ScenarioRun run;
  private final Map<ModelName, List<Manifest>> versions = new LinkedHashMap<>();
  private final Map<ModelName, List<Change>> changes = new LinkedHashMap<>();

  /** From a moment on a node is in another state. */
  record Change(long atNanos, int node, int state) {}

  /**
   * All that was seen of one model.
   *
   * @param versions in the order in which they were to be rolled out
   * @param changes in the order of time; every node's first is of the beginning
   */
  record OfModel(String model, List<String> versions, List<Change> changes) {
    OfModel {
      versions = List.copyOf(versions);
      changes = List.copyOf(changes);
    }
  }

  States(ScenarioRun run) {
    this.run = run;
    for (Followed each : run.rollouts()) {
      List<Manifest> known =
          versions.computeIfAbsent(each.manifest().name(), any -> new ArrayList<>());
      if (!known.contains(each.manifest())) {
        known.add(each.manifest());
      }
    }
  }

  /** What is so at the beginning; from here on it is watched. */
  void begin() {
    for (ModelName model : versions.keySet()) {
      changes.put(model, new ArrayList<>());
      for (SimulatedNode node : run.mesh().nodes()) {
        change(model, node, node.isUp() ? SERVES_NOTHING : DOWN);
      }
    }
    run.mesh().check(this);
  }

  List<OfModel> all() {
    List<OfModel> all = new ArrayList<>();
    versions.forEach(
        (model, of) ->
            all.add(
                new OfModel(
                    model.value(),
                    of.stream().map(Manifest::version).toList(),
                    changes.getOrDefault(model, List.of()))));
    return all;
  }

  @Override
  public void onStarted(SimulatedNode node) {
    versions.keySet().forEach(model -> change(model, node, SERVES_NOTHING));
  }

  @Override
  public void onCrashed(SimulatedNode node) {
    versions.keySet().forEach(model -> change(model, node, DOWN));
  }

  @Override
  public void onServing(SimulatedNode node, Manifest manifest) {
    int version = versions.getOrDefault(manifest.name(), List.of()).indexOf(manifest);
    change(manifest.name(), node, SERVES_FIRST + version);
  }

  @Override
  public void onServingStopped(SimulatedNode node, ModelName model) {
    change(model, node, SERVES_NOTHING);
  }

  private void change(ModelName model, SimulatedNode node, int state) {
    List<Change> of = changes.get(model);
    if (of != null) {
      of.add(new Change(run.nowNanos(), node.index(), state));
    }
  }
}
