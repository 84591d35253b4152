package dev.linnet.daemon.trial;

import dev.linnet.core.model.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** Tries models, each in a child process of its own that is always ended. */
public final class Trial implements AutoCloseable {

  /**
   * How a trial ended.
   *
   * @param reason one sentence for a person
   * @param peakMemoryBytes the most resident memory seen; 0 where that cannot be told
   */
  public record TrialResult(boolean passed, String reason, Duration took, long peakMemoryBytes) {}

  private final Duration timeLimit;
  private final List<String> command;
  private final Set<Child> running = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "linnet-trial");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean closed;

  /** Trials that take at most {@code timeLimit} where nothing else is said. */
  public Trial(Duration timeLimit) {
    this(timeLimit, TrialMain.class);
  }

  Trial(Duration timeLimit, Class<?> main) {
    this.timeLimit = timeLimit;
    this.command = Child.command(main);
  }

  /** Tries a version within the limits that suit its size. */
  public CompletableFuture<TrialResult> run(Manifest manifest, Path directory) {
    return run(manifest, directory, TrialLimits.of(manifest, timeLimit));
  }

  /**
   * Tries a version: it must load, be what its manifest says, and pass its golden tests.
   *
   * @param directory where the manifest's files lie, verified
   * @return completes with the result, whatever the model does; never exceptionally
   */
  public CompletableFuture<TrialResult> run(Manifest manifest, Path directory, TrialLimits limits) {
    try {
      return CompletableFuture.supplyAsync(
          () -> runNow(TrialTask.of(manifest, directory), limits), threads);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(notRun("the node is stopping"));
    }
  }

  private TrialResult runNow(TrialTask task, TrialLimits limits) {
    try (Child child = Child.start(command, task)) {
      running.add(child);
      try {
        return closed ? notRun("the node is stopping") : child.await(limits);
      } finally {
        running.remove(child);
      }
    } catch (IOException e) {
      return notRun("the trial's child process could not be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return notRun("the node is stopping");
    }
  }

  private static TrialResult notRun(String reason) {
    return new TrialResult(false, reason, Duration.ZERO, 0);
  }

  /** Ends the children that run; their trials fail. */
  @Override
  public void close() {
    closed = true;
    running.forEach(Child::kill);
    threads.shutdown();
  }
}
