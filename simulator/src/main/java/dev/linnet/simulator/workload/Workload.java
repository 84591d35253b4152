package dev.linnet.simulator.workload;

import dev.linnet.simulator.engine.Strategy;
import java.util.Map;

/**
 * A strategy that says what came of its run. One object is one run. A class that is to be named
 * from outside has a public constructor {@code (int nodes, long seed, Settings settings)}, reads
 * all its settings there, and draws whatever is left to chance from the {@link
 * dev.linnet.simulator.engine.Simulation}, or from the seed.
 */
public interface Workload extends Strategy {
  /**
   * What came of the run, by name and in the order to print; NaN for what this run did not show,
   * such as the time of what never happened. The names are the same for every run, and before one
   * begins.
   */
  Map<String, Double> figures();
}
