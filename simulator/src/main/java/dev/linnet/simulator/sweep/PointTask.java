package dev.linnet.simulator.sweep;

import com.google.gson.Gson;
import dev.linnet.simulator.invariant.Violation;
import dev.linnet.simulator.result.RunResult;
import dev.linnet.simulator.scenario.ScenarioRun;
import dev.linnet.simulator.sweep.Journal.Done;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Some runs of a point, one after the other: whether there is a next one may depend on those
 * before.
 *
 * @param point its number
 * @param from the first repetition
 * @param until the one after the last
 * @param done the runs before, as they stand in the journal, if early stopping has to know them
 */
public record PointTask(int point, int from, int until, List<String> done) {
  private static final Gson JSON = new Gson();

  public PointTask {
    done = List.copyOf(done);
  }

  /** All that comes after these. */
  static PointTask after(int point, List<Done> runs, int until) {
    return new PointTask(point, runs.size(), until, runs.stream().map(Done::line).toList());
  }

  /** What {@link #message} made. */
  public static PointTask received(String message) {
    return JSON.fromJson(message, PointTask.class);
  }

  /** As one line of text, for another process. */
  public String message() {
    return JSON.toJson(this);
  }

  /**
   * Runs it.
   *
   * @param study which has the point
   * @param stop asked once each virtual second
   * @return whether all of it is done
   */
  public boolean run(Study study, Engine.Runs into, BooleanSupplier stop) throws IOException {
    Study.Point values = study.point(point);
    List<Done> runs = new ArrayList<>(done.stream().map(Done::of).toList());
    for (int i = from; i < until && !isStoppedEarly(study, runs); i++) {
      Optional<Done> next = once(values, i, study.seedOf(i), stop);
      if (next.isEmpty()) {
        return false;
      }
      into.add(next.get().line());
      runs.add(next.get());
    }
    return true;
  }

  /** One of so many must not end all others: whatever it throws is what came of it. */
  private Optional<Done> once(Study.Point of, int repetition, long seed, BooleanSupplier stop) {
    RunResult result;
    try {
      result = RunResult.of(of.scenario(), seed, line -> {}, stop);
    } catch (RuntimeException e) {
      return Optional.of(Done.failed(point, repetition, seed, of.values(), e));
    }
    if (result.ended().end() == ScenarioRun.End.STOPPED) {
      return Optional.empty();
    }
    String broken = result.ended().violation().map(Violation::toString).orElse(null);
    return Optional.of(new Done(point, repetition, seed, of.values(), result.figures(), broken));
  }

  /** Whether the figure to look at was known well enough before all seeds had run. */
  static boolean isStoppedEarly(Study study, List<Done> runs) {
    return runs.size() < study.seeds() && isDone(study, runs);
  }

  static boolean isDone(Study study, List<Done> runs) {
    if (runs.size() >= study.seeds()) {
      return true;
    }
    Study.Stop stop = study.stop();
    if (stop == null) {
      return false;
    }
    List<Double> shown = List.copyOf(Tables.numbers(runs, stop.figure()).values());
    return shown.size() >= stop.least()
        && Interval.of(shown, shown.size(), study.confidence()).isWithin(stop.within());
  }
}
