package dev.linnet.simulator.spark;

import dev.linnet.simulator.sweep.PointTask;
import dev.linnet.simulator.sweep.Study;
import dev.linnet.simulator.sweep.StudySource;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.TaskContext;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * A task on the cluster: the message of some runs of a point in, its new lines of the journal out.
 */
final class RunPoint extends AbstractFunction1<Iterator<String>, String> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String source;

  RunPoint(String source) {
    this.source = source;
  }

  @Override
  public String apply(Iterator<String> messages) {
    PointTask task = PointTask.received(messages.next());
    Study study = StudySource.received(source).only(task.point());
    TaskContext context = TaskContext.get();
    List<String> lines = new ArrayList<>();
    try {
      if (!task.run(study, lines::add, context::isInterrupted)) {
        context.killTaskIfInterrupted();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return String.join("\n", lines);
  }
}
