package dev.linnet.simulator.study;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Runs of a study side by side; each has a mesh of its own, and results come in the order asked.
 */
public final class Parallel {
  private Parallel() {}

  public static <T> List<T> all(List<Callable<T>> runs, int threads) {
    return all(runs, threads, result -> {});
  }

  /**
   * The same for runs that take long.
   *
   * @param next is given each result as soon as it and all before it are there
   */
  public static <T> List<T> all(List<Callable<T>> runs, int threads, Consumer<T> next) {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<T>> futures = new ArrayList<>();
      runs.forEach(run -> futures.add(executor.submit(run)));
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        T result = future.get();
        next.accept(result);
        results.add(result);
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before all runs were done", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a run failed: " + e.getCause(), e);
    } finally {
      executor.shutdownNow();
    }
  }
}
