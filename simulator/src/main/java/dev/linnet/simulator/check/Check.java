package dev.linnet.simulator.check;

import dev.linnet.simulator.invariant.Violation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Runs a range of seeds, several at once; what it returns depends on the seeds alone, and not on
 * which run ended first.
 */
public final class Check {
  private static final int AHEAD = 8;

  private Check() {}

  /** A seed whose run broke an invariant. */
  public record Broken(long seed, Violation violation) {}

  /**
   * What came of all runs.
   *
   * @param nanos of virtual time
   * @param faults how often each kind of step happened
   */
  public record Report(
      long seeds, List<Broken> violations, long events, long nanos, Map<String, Long> faults) {}

  /**
   * Runs seeds.
   *
   * @param enough whether to end before the next seed, by what was broken so far
   * @param progress is told how many are done, now and then
   */
  public static Report run(
      long from, long seeds, int threads, Predicate<List<Broken>> enough, Consumer<Long> progress) {
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    List<Broken> violations = new ArrayList<>();
    Map<String, Long> faults = new TreeMap<>();
    long events = 0;
    long nanos = 0;
    long done = 0;
    try {
      Deque<Future<Run.Result>> running = new ArrayDeque<>();
      for (long asked = 0; done < seeds && !enough.test(violations); done++) {
        for (; asked < seeds && running.size() < threads * AHEAD; asked++) {
          long seed = from + asked;
          running.add(workers.submit(() -> Run.of(Generator.scenario(seed))));
        }
        Run.Result result = get(running.remove(), from + done);
        events += result.events();
        nanos += result.nanos();
        result.faults().forEach((kind, count) -> faults.merge(kind, (long) count, Long::sum));
        if (result.violation().isPresent()) {
          violations.add(new Broken(from + done, result.violation().get()));
        }
        progress.accept(done + 1);
      }
    } finally {
      workers.shutdownNow();
    }
    return new Report(done, List.copyOf(violations), events, nanos, faults);
  }

  private static Run.Result get(Future<Run.Result> running, long seed) {
    try {
      return running.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("seed " + seed + ": " + e.getCause(), e.getCause());
    }
  }

  /** The history of a seed, up to its end, the event that broke an invariant, or that event. */
  public static List<String> history(long seed, long untilEvent) {
    return history(Generator.scenario(seed), untilEvent);
  }

  static List<String> history(Scenario scenario, long untilEvent) {
    History history = new History();
    Run.of(scenario, Optional.of(history));
    return history.lines().stream()
        .filter(line -> line.event() <= untilEvent)
        .map(History.Line::toString)
        .toList();
  }

  /** The history of the least that is left of a seed's scenario while it breaks that invariant. */
  public static List<String> shrunkenHistory(Broken broken) {
    Scenario least =
        Shrinking.of(Generator.scenario(broken.seed()), broken.violation().invariant());
    List<String> lines = new ArrayList<>();
    lines.add("nodes: " + least.nodes() + ", liars: " + least.liars());
    lines.addAll(history(least, Long.MAX_VALUE));
    return lines;
  }
}
