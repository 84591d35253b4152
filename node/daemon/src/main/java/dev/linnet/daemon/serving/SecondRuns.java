package dev.linnet.daemon.serving;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives requests that were answered to another version as well, on one thread of low priority and
 * off the answers' path. What it cannot keep up with is dropped: a second run is a sample, never a
 * duty.
 */
final class SecondRuns implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SecondRuns.class);

  private record Job(Version answering, Version other, long sizeBytes, Runnable work) {}

  private final long maxBytes;
  private final BlockingQueue<Job> queue;
  private final AtomicLong queuedBytes = new AtomicLong();
  private final Thread thread;
  private volatile boolean running;
  private volatile boolean ran;

  /**
   * A thread that waits for work.
   *
   * @param maxQueued runs that wait; those beyond are dropped
   * @param maxBytes memory that waiting runs may hold
   */
  SecondRuns(int maxQueued, long maxBytes) {
    this.maxBytes = maxBytes;
    this.queue = new ArrayBlockingQueue<>(maxQueued);
    this.thread = new Thread(this::work, "linnet-second-run");
    thread.setDaemon(true);
    thread.setPriority(Thread.MIN_PRIORITY);
    thread.start();
  }

  boolean isIdle() {
    return queue.isEmpty();
  }

  /** Whether any run was under way since the last call. */
  boolean takeRan() {
    boolean since = ran;
    ran = running;
    return since;
  }

  /**
   * May do {@code work}, which looks at the answers again; neither version closes before that.
   *
   * @param other the version that is to run the request too
   */
  void offer(
      Version answering,
      Version other,
      InferenceRequest request,
      List<Tensor> answers,
      Runnable work) {
    long size = request.sizeBytes() + answers.stream().mapToLong(Tensor::sizeBytes).sum();
    Job job = new Job(answering, other, size, work);
    if (queuedBytes.addAndGet(size) > maxBytes && !queue.isEmpty() || !acquire(job)) {
      queuedBytes.addAndGet(-size);
    } else if (!queue.offer(job)) {
      finish(job);
    }
  }

  private static boolean acquire(Job job) {
    if (!job.answering().acquire()) {
      return false;
    }
    if (!job.other().acquire()) {
      job.answering().release();
      return false;
    }
    return true;
  }

  private void finish(Job job) {
    queuedBytes.addAndGet(-job.sizeBytes());
    job.other().release();
    job.answering().release();
  }

  private void work() {
    try {
      while (true) {
        Job job = queue.take();
        running = true;
        ran = true;
        try {
          job.work().run();
        } catch (RuntimeException e) {
          log.warn("a second run by version {} broke off", job.other().label(), e);
        } finally {
          running = false;
          finish(job);
        }
      }
    } catch (InterruptedException e) {
      queue.forEach(this::finish);
      queue.clear();
    }
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
