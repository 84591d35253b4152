package dev.linnet.core.health;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** What one gate has seen so far, in bounded memory, and what follows from it. */
interface GateState {
  static GateState of(
      Gate gate, boolean previousExists, List<Baseline> baselines, boolean neighbours) {
    return Metric.parse(gate.metric()).needsBaseline()
        ? new DriftGate(gate, baselines, neighbours)
        : new ShareGate(gate, previousExists);
  }

  String name();

  void observe(Observation seen);

  /** Takes in what each neighbour told of the version before, for each baseline of an output. */
  default void compare(List<List<Sketch>> told) {}

  /** Whether it was ever rejected that the version is on the good side. */
  boolean rejected();

  /** Whether what was seen by now rejects that the version is bad. */
  boolean passed();

  /** What is odd, and the version is not blamed for; empty if nothing is. */
  default Optional<String> warning() {
    return Optional.empty();
  }

  /** The measured value; 0 before anything was seen. */
  double value();

  /** How many things it rests on. */
  long trials();

  /** Adds the sketches it judges by. */
  default void addSketches(SortedMap<String, Sketch> sketches) {}

  /** The figures, for a person. */
  String figures();

  /** What is kept, whatever was seen. */
  int sizeBytes();
}
