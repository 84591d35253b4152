package dev.linnet.simulator.scenario;

import java.util.function.Function;

/** What a document asks to be run: a mesh of whole nodes, or a workload on the engine. */
public sealed interface Scenario permits MeshScenario, WorkloadScenario {
  String name();

  /** Of its first run. */
  long seed();

  /** Whether a run that is cut off by its time did not come to its end. */
  boolean untilSettled();

  /** What it is of, in words for a person. */
  String words();

  /** What is known how to do with each kind, done with the one that this is. */
  <R> R either(Function<MeshScenario, R> mesh, Function<WorkloadScenario, R> workload);
}
