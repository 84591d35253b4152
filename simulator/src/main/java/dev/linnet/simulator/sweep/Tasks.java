package dev.linnet.simulator.sweep;

import dev.linnet.simulator.sweep.Journal.Done;
import java.util.ArrayList;
import java.util.List;

/**
 * How what is left of a study is cut into tasks, which run side by side. Early stopping asks all
 * runs of a point before the next one, so that its point is one task; else each run is one, or some
 * of a point together where there would be too many.
 */
final class Tasks {
  private static final int MOST = 100_000;

  private final Study study;
  private final Journal journal;

  Tasks(Study study, Journal journal) {
    this.study = study;
    this.journal = journal;
  }

  /** Of a point; none if it is done. */
  List<PointTask> of(int point) {
    return study.stop() == null ? missing(point) : rest(point);
  }

  private List<PointTask> rest(int point) {
    List<Done> runs = journal.of(point);
    return PointTask.isDone(study, runs)
        ? List.of()
        : List.of(PointTask.after(point, runs, study.seeds()));
  }

  private List<PointTask> missing(int point) {
    long together = Math.max(1, (long) study.points().size() * study.seeds() / MOST);
    List<PointTask> tasks = new ArrayList<>();
    int from = 0;
    while (from < study.seeds()) {
      int until = from;
      while (until < study.seeds() && until - from < together && !journal.has(point, until)) {
        until++;
      }
      if (until > from) {
        tasks.add(new PointTask(point, from, until, List.of()));
      }
      from = Math.max(from + 1, until);
    }
    return tasks;
  }
}
