package dev.linnet.daemon.trial;

import dev.linnet.core.model.Manifest;
import dev.linnet.daemon.DaemonThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tries models, one after the other, each in a child process of its own that is always ended. All
 * are started by one thread that outlives them: a sandbox ends with the thread that started it.
 */
public final class Trial implements AutoCloseable {

  /** What a trial says of a version. */
  public enum Outcome {
    PASSED,
    FAILED,
    /** Nothing: no child came so far as to look at it, which is the machine's fault. */
    NOT_RUN;

    static Outcome of(boolean passed) {
      return passed ? PASSED : FAILED;
    }
  }

  /**
   * How a trial ended.
   *
   * @param reason one sentence for a person
   * @param took of the child that tried it, as all that follows
   * @param peakMemoryBytes the most resident memory seen; 0 where that cannot be told
   * @param figures what it takes; null if that was not measured
   */
  public record TrialResult(
      Outcome outcome,
      String reason,
      Duration took,
      long peakMemoryBytes,
      @Nullable Figures figures) {
    public boolean passed() {
      return outcome == Outcome.PASSED;
    }

    private TrialResult refused(String why) {
      return new TrialResult(Outcome.FAILED, why, took, peakMemoryBytes, figures);
    }

    private TrialResult adding(String more) {
      return new TrialResult(outcome, reason + "; " + more, took, peakMemoryBytes, figures);
    }
  }

  private final Duration timeLimit;
  private final ChildCommand command;
  private final Sandbox sandbox;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(DaemonThreads.named("linnet-trial"));
  private volatile @Nullable Child running;
  private volatile boolean closed;

  /** Trials that take at most {@code timeLimit} where nothing else is said. */
  public Trial(Duration timeLimit, Sandbox sandbox) {
    this(timeLimit, sandbox, TrialMain.class);
  }

  Trial(Duration timeLimit, Sandbox sandbox, Class<?> main) {
    this.timeLimit = timeLimit;
    this.command = new ChildCommand(main);
    this.sandbox = sandbox;
    thread.execute(sandbox::look);
  }

  /** Tries a version within the limits that suit its size. */
  public CompletableFuture<TrialResult> run(Manifest manifest, Path directory) {
    return run(manifest, directory, TrialLimits.of(manifest, timeLimit));
  }

  /**
   * Tries a version after those that were handed in before: it must load, be what its manifest
   * says, and pass its golden tests.
   *
   * @param directory where the manifest's files lie, verified
   * @return completes with the result, whatever the model does; never exceptionally
   */
  public CompletableFuture<TrialResult> run(Manifest manifest, Path directory, TrialLimits limits) {
    return inTurn(() -> runNow(TrialTask.of(manifest, directory), limits));
  }

  /** As the others; besides, it must not take more than the version before by its limits. */
  public CompletableFuture<TrialResult> run(
      Manifest manifest, Path directory, VersionBefore before) {
    TrialTask task = TrialTask.measured(manifest, directory);
    return inTurn(() -> compareNow(task, TrialLimits.of(manifest, timeLimit), before));
  }

  private CompletableFuture<TrialResult> inTurn(Supplier<TrialResult> work) {
    try {
      return CompletableFuture.supplyAsync(work, thread);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(notRun("the node is stopping"));
    }
  }

  /** A version before that cannot be measured is no reason to refuse the one that follows it. */
  private TrialResult compareNow(TrialTask task, TrialLimits limits, VersionBefore before) {
    TrialTask taskBefore = task.against(before);
    TrialLimits limitsBefore = TrialLimits.of(before.manifest(), timeLimit);
    PairedMeasurements measured = new PairedMeasurements(before);
    TrialResult tried = runNow(task, limits);
    TrialResult last = tried;
    while (last.passed() && last.figures() != null) {
      measured.add(last.figures());
      if (measured.areEnough()) {
        return measured.refusal().map(tried::refused).orElse(tried.adding(measured.words()));
      }
      last = measured.isCandidatesTurn() ? runNow(task, limits) : runNow(taskBefore, limitsBefore);
    }
    return measured.isCandidatesTurn() || last.outcome() == Outcome.NOT_RUN
        ? last
        : tried.adding(
            "version " + before.manifest().version() + " was not measured: " + last.reason());
  }

  private TrialResult runNow(TrialTask task, TrialLimits limits) {
    if (closed) {
      return notRun("the node is stopping");
    }
    Optional<String> refusal = sandbox.refusal();
    if (refusal.isPresent()) {
      return notRun(refusal.get());
    }
    try (Child child = Child.start(command, task, limits, sandbox.bubblewrap())) {
      running = child;
      try {
        TrialResult stopped = notRun("the node is stopping");
        TrialResult result = closed ? stopped : child.await(limits);
        return closed ? stopped : result;
      } finally {
        running = null;
      }
    } catch (IOException | RuntimeException e) {
      // Java throws either when the machine has no descriptor or no process left.
      return notRun("the trial's child process could not be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return notRun("the node is stopping");
    }
  }

  private static TrialResult notRun(String reason) {
    return new TrialResult(Outcome.NOT_RUN, reason, Duration.ZERO, 0, null);
  }

  /** Ends the child that runs; neither its version nor those that wait are tried then. */
  @Override
  public void close() {
    closed = true;
    Child child = running;
    if (child != null) {
      child.kill();
    }
    thread.shutdown();
  }
}
