package dev.linnet.simulator.reproduce;

import dev.linnet.simulator.engine.HistoryDigest;
import dev.linnet.simulator.engine.Simulation;
import dev.linnet.simulator.engine.SplitMix;
import dev.linnet.simulator.study.Parallel;
import dev.linnet.simulator.study.Sample;
import dev.linnet.simulator.workload.Settings;
import dev.linnet.simulator.workload.Workload;
import dev.linnet.simulator.workload.Workloads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Many runs of one workload, with the seeds from 1 on.
 *
 * @param digest of the histories of all runs, in the order of their seeds
 */
record Trials(Map<String, Sample> figures, long events, long digest) {
  private record Run(Map<String, Double> figures, long events, long digest) {}

  /** The same on any number of threads. */
  static Trials of(Workloads.Maker maker, int nodes, Settings settings, int runs, int threads) {
    List<Callable<Run>> all = new ArrayList<>();
    for (int i = 1; i <= runs; i++) {
      long seed = i;
      all.add(() -> run(maker.make(nodes, seed, settings), nodes, seed));
    }
    Map<String, double[]> columns = new LinkedHashMap<>();
    long events = 0;
    long digest = 0;
    int row = 0;
    for (Run run : Parallel.all(all, threads)) {
      events += run.events;
      digest = SplitMix.mix(digest ^ run.digest);
      for (Map.Entry<String, Double> figure : run.figures.entrySet()) {
        columns.computeIfAbsent(figure.getKey(), name -> new double[runs])[row] = figure.getValue();
      }
      row++;
    }
    Map<String, Sample> figures = new LinkedHashMap<>();
    columns.forEach((name, column) -> figures.put(name, Sample.of(column)));
    return new Trials(figures, events, digest);
  }

  private static Run run(Workload workload, int nodes, long seed) {
    HistoryDigest history = new HistoryDigest(workload);
    Simulation simulation = new Simulation(nodes, seed, history);
    simulation.run();
    return new Run(workload.figures(), simulation.events(), history.digest());
  }

  /** What the runs gave for a figure of the workload. */
  Sample figure(String name) {
    Sample sample = figures.get(name);
    if (sample == null) {
      throw new IllegalArgumentException("no figure " + name + ", only " + figures.keySet());
    }
    return sample;
  }
}
