package dev.linnet.daemon.serving;

import dev.linnet.daemon.DaemonThreads;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks of one key in their order, and of different keys side by side: what takes long with
 * one large model holds up no other model's way back.
 */
public final class ModelQueues<K> {
  private static final Logger log = LoggerFactory.getLogger(ModelQueues.class);

  private final ExecutorService threads;
  private final Map<K, CompletableFuture<Void>> last = new HashMap<>();
  private boolean closed;

  public ModelQueues(String threadName) {
    this.threads = Executors.newCachedThreadPool(DaemonThreads.named(threadName));
  }

  /** Does nothing once closed. */
  public synchronized void submit(K key, Runnable task) {
    if (closed) {
      return;
    }
    CompletableFuture<Void> before =
        last.getOrDefault(key, CompletableFuture.completedFuture(null));
    last.put(
        key,
        before
            .thenRunAsync(task, threads)
            .exceptionally(
                e -> {
                  log.error("a change of {} was not carried out", key, e);
                  return null;
                }));
  }

  /** Takes no more, and waits for what was taken; what is not done then is broken off. */
  public void close(Duration patience) {
    CompletableFuture<Void> all;
    synchronized (this) {
      closed = true;
      all = CompletableFuture.allOf(last.values().toArray(CompletableFuture[]::new));
    }
    try {
      all.orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS).join();
    } catch (RuntimeException e) {
      log.warn("what is done with a model is broken off after {} s", patience.toSeconds());
    }
    threads.shutdownNow();
  }
}
