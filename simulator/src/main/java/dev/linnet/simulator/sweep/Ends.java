package dev.linnet.simulator.sweep;

import dev.linnet.simulator.scenario.ScenarioRun.End;
import dev.linnet.simulator.sweep.Journal.Done;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** How the runs of a study ended, as columns of its tables and in words. */
final class Ends {
  static final List<String> HEAD = List.of("settled", "time_up", "violated", "failed");

  private final Study study;

  Ends(Study study) {
    this.study = study;
  }

  /** How many of these ended in each way, in the order of {@link #HEAD}. */
  static List<String> cells(List<Done> runs) {
    return List.of(
        "" + count(runs, End.SETTLED.name()),
        "" + count(runs, End.TIME_UP.name()),
        "" + count(runs, End.VIOLATED.name()),
        "" + count(runs, Done.FAILED));
  }

  private static long count(List<Done> runs, String end) {
    return runs.stream().filter(run -> run.end().equals(end)).count();
  }

  /** What a person must be told, a line each. */
  List<String> warnings(List<Done> runs) {
    List<String> all = new ArrayList<>();
    warn(
        all,
        runs,
        run -> run.end().equals(End.VIOLATED.name()),
        "broke an invariant and count in no interval");
    warn(
        all,
        runs,
        run -> run.end().equals(Done.FAILED),
        "ended by an exception and count in no interval");
    warn(
        all,
        runs,
        run -> run.end().equals(End.TIME_UP.name()) && isUntilSettled(run),
        "were not settled when their time was up: what did not come has no figure there");
    return all;
  }

  private boolean isUntilSettled(Done run) {
    return study.point(run.point()).scenario().untilSettled();
  }

  private static void warn(
      List<String> into, List<Done> runs, Predicate<Done> which, String words) {
    List<Done> some = runs.stream().filter(which).toList();
    if (!some.isEmpty()) {
      Done first = some.get(0);
      into.add(
          "%d of %d runs %s; the first is point %d, seed %d%s"
              .formatted(
                  some.size(),
                  runs.size(),
                  words,
                  first.point(),
                  first.seed(),
                  first.counts() ? "" : ": " + first.problem()));
    }
  }
}
