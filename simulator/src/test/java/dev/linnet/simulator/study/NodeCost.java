package dev.linnet.simulator.study;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What an event of a whole node of the core costs: a rollout in a mesh, events to the second. */
public final class NodeCost {
  private NodeCost() {}

  /** A line of the benchmark's table, of one processor and some rounds after a first one. */
  public static String sentence(int nodes, int rounds) {
    RolloutRun.of(nodes, 1, 1);
    List<Double> rates = new ArrayList<>();
    for (int seed = 1; seed <= rounds; seed++) {
      double start = processorSeconds();
      RolloutRun.Result result = RolloutRun.of(nodes, 1, seed);
      rates.add(result.events() / (processorSeconds() - start));
    }
    Collections.sort(rates);
    return String.format(
        Locale.ROOT,
        "| %d | as the mesh has it | whole nodes of `node/core`, one rollout | %.4f | %.4f to %.4f"
            + " | %d | | | |",
        nodes,
        rates.get(rates.size() / 2) / 1e6,
        rates.get(0) / 1e6,
        rates.get(rates.size() - 1) / 1e6,
        rates.size());
  }

  private static double processorSeconds() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }
}
