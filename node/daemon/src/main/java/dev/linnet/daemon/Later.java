package dev.linnet.daemon;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a short task after a while, or never once everything is being closed. */
@FunctionalInterface
public interface Later {
  /** Runs it on the one thread that waits: there may be no other left. */
  Later TIMER =
      (wait, task) ->
          CompletableFuture.delayedExecutor(wait.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
              .execute(task);

  void run(Duration wait, Runnable task);
}
