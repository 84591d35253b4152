package dev.linnet.simulator.sweep;

import com.google.gson.Gson;
import dev.linnet.simulator.result.RunResult;
import dev.linnet.simulator.scenario.ScenarioRun;
import dev.linnet.simulator.sweep.Journal.Done;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What is left of a point. Its runs come one after the other, since whether there is a next one may
 * depend on those before.
 *
 * @param point its number
 * @param done its runs so far, as they stand in the journal
 */
public record PointTask(int point, List<String> done) {
  private static final Gson JSON = new Gson();

  public PointTask {
    done = List.copyOf(done);
  }

  static PointTask of(int point, List<Done> runs) {
    return new PointTask(point, runs.stream().map(Done::line).toList());
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
   * @return whether the point is done
   */
  public boolean run(Study study, Engine.Runs into, BooleanSupplier stop) throws IOException {
    Study.Point values = study.point(point);
    List<Done> runs = new ArrayList<>(done.stream().map(Done::of).toList());
    while (!isDone(study, runs)) {
      long seed = study.seedOf(runs.size());
      RunResult result = RunResult.of(values.scenario(), seed, line -> {}, stop);
      if (result.ended().end() == ScenarioRun.End.STOPPED) {
        return false;
      }
      Done next = new Done(point, runs.size(), seed, values.values(), result.figures());
      into.add(next.line());
      runs.add(next);
    }
    return true;
  }

  static boolean isDone(Study study, List<Done> runs) {
    if (runs.size() >= study.seeds()) {
      return true;
    }
    Study.Stop stop = study.stop();
    if (stop == null) {
      return false;
    }
    List<Double> shown =
        runs.stream().flatMap(run -> Tables.number(run, stop.figure()).stream()).toList();
    return shown.size() >= stop.least()
        && Interval.of(shown, shown.size(), study.confidence()).isWithin(stop.within());
  }
}
