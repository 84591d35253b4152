package dev.linnet.daemon.serving;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives a share of the requests to the version before as well, after they were answered, on one
 * thread of low priority. What it cannot keep up with is dropped: comparing is a sample, never a
 * duty.
 */
final class Comparison implements AutoCloseable {
  private record Job(
      Version serving, Version previous, InferenceRequest request, List<Tensor> answers) {
    long sizeBytes() {
      return request.sizeBytes() + answers.stream().mapToLong(Tensor::sizeBytes).sum();
    }
  }

  private final double share;
  private final long maxBytes;
  private final BlockingQueue<Job> queue;
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicLong offered = new AtomicLong();
  private final Thread thread;

  Comparison(ServingConfig config) {
    this.share = config.compareShare();
    this.maxBytes = config.maxCompareBytes();
    this.queue = new ArrayBlockingQueue<>(config.maxCompareQueued());
    this.thread = new Thread(this::work, "linnet-compare");
    thread.setDaemon(true);
    thread.setPriority(Thread.MIN_PRIORITY);
    thread.start();
  }

  /**
   * May compare an answer.
   *
   * @param quiet nothing else is being answered, so that comparing costs nobody anything
   */
  void offer(
      Version serving,
      Version previous,
      InferenceRequest request,
      List<Tensor> answers,
      boolean quiet) {
    if (!isSampled() && !(quiet && queue.isEmpty() && share > 0)) {
      return;
    }
    Job job = new Job(serving, previous, request, answers);
    long size = job.sizeBytes();
    if (queuedBytes.addAndGet(size) > maxBytes && !queue.isEmpty() || !acquire(job)) {
      queuedBytes.addAndGet(-size);
    } else if (!queue.offer(job)) {
      finish(job);
    }
  }

  /** Every request whose running share passes a whole number: the share exactly, without chance. */
  private boolean isSampled() {
    long n = offered.incrementAndGet();
    return Math.floor(n * share) > Math.floor((n - 1) * share);
  }

  private static boolean acquire(Job job) {
    if (!job.serving().acquire()) {
      return false;
    }
    if (!job.previous().acquire()) {
      job.serving().release();
      return false;
    }
    return true;
  }

  private void finish(Job job) {
    queuedBytes.addAndGet(-job.sizeBytes());
    job.previous().release();
    job.serving().release();
  }

  private void work() {
    try {
      while (true) {
        Job job = queue.take();
        try {
          compare(job);
        } finally {
          finish(job);
        }
      }
    } catch (InterruptedException e) {
      queue.forEach(this::finish);
      queue.clear();
    }
  }

  private static void compare(Job job) {
    List<Tensor> earlier;
    long start = System.nanoTime();
    try {
      earlier = job.previous().run(job.request().inputs(), job.request().outputs());
    } catch (InferenceException e) {
      return; // The version before cannot answer this one: there is nothing to compare with.
    }
    long took = System.nanoTime() - start;
    boolean disagrees = new Disagreement(job.serving().manifest()).between(job.answers(), earlier);
    int[][] features = job.serving().features().count(job.request().inputs(), earlier);
    job.serving().tally().compared(took, disagrees, features);
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
