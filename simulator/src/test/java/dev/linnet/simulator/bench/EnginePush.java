package dev.linnet.simulator.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.linnet.simulator.engine.Simulation;
import dev.linnet.simulator.epidemic.InfectAndDie;
import dev.linnet.simulator.epidemic.RandomOverlay;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * The model of the benchmark on our engine, in a process of its own: {@code EnginePush NODES
 * TICKS_PER_UNIT SEED SECONDS} prints one line: events, seconds of the processor, runs, nodes
 * reached, bytes of memory, 0.
 */
final class EnginePush {
  private static final int DEGREE = 20;
  private static final int FANOUT = 4;
  private static final double WARM_UP_SECONDS = 2;

  /** Less than this is lost in what else the heap holds. */
  private static final int NODES_TO_WEIGH = 200_000;

  private final int nodes;
  private final long ticksPerUnit;
  private long events;
  private long reached;

  private EnginePush(int nodes, long ticksPerUnit) {
    this.nodes = nodes;
    this.ticksPerUnit = ticksPerUnit;
  }

  public static void main(String[] args) {
    EnginePush push = new EnginePush(Integer.parseInt(args[0]), Long.parseLong(args[1]));
    long seed = Long.parseLong(args[2]);
    double enough = Double.parseDouble(args[3]);
    push.runs(seed, WARM_UP_SECONDS);
    push.events = 0;
    push.reached = 0;
    double start = processorSeconds();
    long runs = push.runs(seed, enough);
    double seconds = processorSeconds() - start;
    System.out.println(
        push.events
            + " "
            + seconds
            + " "
            + runs
            + " "
            + push.reached
            + " "
            + push.bytes(seed)
            + " 0");
  }

  /** As many runs as take so long. */
  private long runs(long seed, double enoughSeconds) {
    double until = processorSeconds() + enoughSeconds;
    long runs = 0;
    do {
      InfectAndDie strategy = strategy(seed + runs);
      Simulation simulation = new Simulation(nodes, seed + runs, strategy);
      simulation.run();
      events += simulation.events();
      reached += strategy.reachedNodes();
      runs++;
    } while (processorSeconds() < until);
    return runs;
  }

  private InfectAndDie strategy(long seed) {
    return new InfectAndDie(
        nodes,
        new RandomOverlay(nodes, DEGREE, seed),
        FANOUT,
        10 * ticksPerUnit,
        100 * ticksPerUnit);
  }

  /** What a simulation holds once it has run, its room only growing; of so many at a time. */
  private long bytes(long seed) {
    int together = Math.max(1, NODES_TO_WEIGH / nodes);
    List<Simulation> all = new ArrayList<>();
    long before = usedBytes();
    for (int i = 0; i < together; i++) {
      all.add(new Simulation(nodes, seed + i, strategy(seed + i)));
      all.get(i).run();
    }
    long bytes = usedBytes() - before;
    if (all.stream().anyMatch(simulation -> simulation.events() == 0)) {
      throw new IllegalStateException("nothing happened");
    }
    return bytes / together;
  }

  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  static double processorSeconds() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }
}
