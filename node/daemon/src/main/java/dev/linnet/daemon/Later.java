package dev.linnet.daemon;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs what is short after a while, on the one thread that waits: there may be no other left. */
interface Later {
  Later TIMER =
      (wait, then) ->
          CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
              .execute(then);

  void run(Duration wait, Runnable then);
}
