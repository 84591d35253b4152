package dev.linnet.simulator.engine;

import dev.linnet.simulator.epidemic.RandomOverlay;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The hold model (R. Brown: Calendar queues, CACM 31(10), 1988): as many events as ever are
 * waiting; one is taken, and one is asked for that comes later. {@code bench/EngineBench} runs it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class EngineBenchmark {
  private static final long LEAST_DELAY = 10_000_000;
  private static final long MOST_DELAY = 100_000_000;
  private static final long STEP = 1_000_000;
  private static final int DEGREE = 20;

  /** How many events are waiting at any time. */
  @Param({"1000", "100000"})
  public int waiting;

  private final EventQueue radix = new EventQueue(1);
  private final PriorityQueue<Waiting> heap = new PriorityQueue<>();
  private Simulation simulation = relays(2);
  private long random;
  private long asked;

  /** What a queue of objects needs: a number that keeps the order of those of one time. */
  private record Waiting(long time, long rank, long route, long word)
      implements Comparable<Waiting> {
    @Override
    public int compareTo(Waiting other) {
      return time != other.time ? Long.compare(time, other.time) : Long.compare(rank, other.rank);
    }
  }

  /** Counts the events of the whole engine. */
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  @State(Scope.Thread)
  public static class Handled {
    /** Since the beginning of an iteration. */
    public long events;
  }

  /** Hands each message on to a neighbour. */
  private static final class Relay implements Strategy {
    private final RandomOverlay overlay;

    Relay(RandomOverlay overlay) {
      this.overlay = overlay;
    }

    @Override
    public void start(Simulation simulation) {
      for (int node = 0; node < simulation.nodes(); node++) {
        simulation.after(node, simulation.drawBetween(LEAST_DELAY, MOST_DELAY), node);
      }
    }

    @Override
    public void onEvent(Simulation simulation, int node, int from, long word) {
      int to = overlay.neighbour(node, simulation.drawBelow(DEGREE));
      simulation.send(node, to, simulation.drawBetween(LEAST_DELAY, MOST_DELAY), word);
    }
  }

  @Setup
  public void fill() {
    simulation = relays(waiting);
    for (int i = 0; i < waiting; i++) {
      radix.add(delay(), i, i);
      heap.add(new Waiting(delay(), asked++, i, i));
    }
  }

  private static Simulation relays(int nodes) {
    return new Simulation(nodes, 1, new Relay(new RandomOverlay(nodes, DEGREE, 1)));
  }

  private long delay() {
    random += SplitMix.GAMMA;
    return LEAST_DELAY + SplitMix.below(SplitMix.mix(random), MOST_DELAY - LEAST_DELAY);
  }

  @Benchmark
  public boolean radixQueue() {
    boolean taken = radix.take(Long.MAX_VALUE);
    radix.add(radix.now() + delay(), radix.route(), radix.word());
    return taken;
  }

  @Benchmark
  public boolean priorityQueue() {
    Waiting taken = heap.remove();
    return heap.add(new Waiting(taken.time + delay(), asked++, taken.route, taken.word));
  }

  /** The whole way of an event: queue, stream of random numbers, strategy, overlay, queue. */
  @Benchmark
  public boolean simulation(Handled handled) {
    long before = simulation.events();
    boolean more = simulation.runUntil(simulation.nowTicks() + STEP);
    handled.events += simulation.events() - before;
    return more;
  }
}
