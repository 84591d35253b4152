package dev.linnet.simulator.sweep;

import dev.linnet.documents.DocumentException;
import java.io.IOException;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.BooleanSupplier;

/**
 * How the tasks of a study are run side by side. Whatever the engine, their runs are what {@link
 * PointTask#run} hands out; an engine only says where and when.
 *
 * <p>Those beyond {@link Threads} are found on the class path by {@link ServiceLoader}.
 */
public interface Engine {
  /** What is left of a study. */
  record Work(Study study, StudySource source, List<PointTask> tasks) {
    public Work {
      tasks = List.copyOf(tasks);
    }
  }

  /** Takes a run as a line of the journal, from any thread; it is on the disk when it returns. */
  interface Runs {
    void add(String line) throws IOException;
  }

  /** As {@code --engine} has it. */
  String name();

  /**
   * Runs the tasks, until all are done or {@code stop} says to come to an end.
   *
   * @return whether all are done
   */
  boolean run(Work work, Runs into, BooleanSupplier stop) throws IOException;

  /** The one of that name which is on the class path, with the libraries that it needs. */
  static Engine named(String name) {
    try {
      return ServiceLoader.load(Engine.class).stream()
          .map(ServiceLoader.Provider::get)
          .filter(engine -> engine.name().equals(name))
          .findFirst()
          .orElseThrow(() -> missing(name));
    } catch (ServiceConfigurationError | NoClassDefFoundError e) {
      throw missing(name);
    }
  }

  private static DocumentException missing(String name) {
    return new DocumentException(
        "--engine "
            + name
            + (name.equals("spark")
                ? ": Spark is not on the class path; start this by spark-submit, as"
                    + " docs/simulating.md shows"
                : ": no such engine on the class path; expected threads or spark"));
  }
}
