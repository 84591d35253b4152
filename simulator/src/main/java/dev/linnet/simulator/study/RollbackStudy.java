package dev.linnet.simulator.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How fast a region is back once enough jurors found the version bad: simulated time from the vote
 * that makes the quorum to the last node that serves the version before. Loading takes 0.1 s of it.
 */
@Command(
    name = "rollback",
    description = "Simulated time from the quorum-making vote to the last node back.")
public final class RollbackStudy implements Callable<Integer> {
  private static final List<Double> LOSSES = List.of(0.0, 0.05, 0.2);

  @Option(names = "--nodes", defaultValue = "100", description = "Nodes of the region.")
  int nodes;

  @Option(names = "--seeds", defaultValue = "20", description = "Runs at each loss.")
  int seeds;

  @Override
  public Integer call() {
    System.out.println("| nodes | loss | runs | median s | p99 s | not back in 10 min |");
    System.out.println("|---|---|---|---|---|---|");
    for (double loss : LOSSES) {
      List<Long> nanos = new ArrayList<>();
      for (long seed = 1; seed <= seeds; seed++) {
        RollbackRun.of(nodes, loss, seed, 1).forEach(back -> back.ifPresent(it -> nanos.add(it.lastNanos())));
      }
      Collections.sort(nanos);
      System.out.printf(
          Locale.ROOT,
          "| %d | %.0f %% | %d | %s | %s | %d |%n",
          nodes,
          100 * loss,
          seeds,
          seconds(nanos, 0.5),
          seconds(nanos, 0.99),
          seeds - nanos.size());
    }
    return 0;
  }

  /** The nearest-rank percentile. */
  private static String seconds(List<Long> sorted, double share) {
    if (sorted.isEmpty()) {
      return "-";
    }
    int rank = (int) Math.ceil(share * sorted.size());
    return String.format(Locale.ROOT, "%.2f", sorted.get(Math.max(1, rank) - 1) / 1e9);
  }

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new RollbackStudy()).execute(arguments));
  }
}
