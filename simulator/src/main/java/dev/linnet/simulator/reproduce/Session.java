package dev.linnet.simulator.reproduce;

import dev.linnet.simulator.engine.SplitMix;
import dev.linnet.simulator.workload.Settings;
import dev.linnet.simulator.workload.Workloads;
import java.util.ArrayList;
import java.util.List;

/** What an experiment runs, and what it finds. */
final class Session {
  /** Fewer say too little of how runs vary. */
  private static final int LEAST_RUNS = 10;

  private final int runs;
  private final int threads;
  private final List<Row> rows = new ArrayList<>();
  private long events;
  private long digest;

  /**
   * @param runs of each point, where a run takes milliseconds
   */
  Session(int runs, int threads) {
    this.runs = runs;
    this.threads = threads;
  }

  /**
   * Runs a workload many times.
   *
   * @param cost for how many of the usual runs one of these counts
   */
  Trials run(String workload, int nodes, int cost, Settings settings) {
    int affordable = Math.max(LEAST_RUNS, runs / cost);
    Trials trials = Trials.of(Workloads.named(workload), nodes, settings, affordable, threads);
    events += trials.events();
    digest = SplitMix.mix(digest ^ trials.digest());
    return trials;
  }

  void found(Row row) {
    rows.add(row);
  }

  List<Row> rows() {
    return List.copyOf(rows);
  }

  /** Of all runs together. */
  long events() {
    return events;
  }

  /** Of the histories of all runs, in their order. */
  long digest() {
    return digest;
  }
}
