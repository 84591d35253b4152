package dev.linnet.daemon.serving;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives requests that were answered to another version as well, on one thread of low priority and
 * off the answers' path. What it cannot keep up with is dropped: a second run is a sample, never a
 * duty.
 */
final class SecondRuns implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SecondRuns.class);

  private record Job(
      Version answering,
      Version other,
      long sizeBytes,
      RequestMemory.Held memory,
      Consumer<RequestMemory.Held> work) {}

  private final long maxBytes;
  private final RequestMemory memory;
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
   * @param memory what they hold counts there too
   */
  SecondRuns(int maxQueued, long maxBytes, RequestMemory memory) {
    this.maxBytes = maxBytes;
    this.memory = memory;
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
   * @param work gets what it may take memory from for its answer
   */
  void offer(
      Version answering,
      Version other,
      InferenceRequest request,
      List<Tensor> answers,
      Consumer<RequestMemory.Held> work) {
    long size = request.sizeBytes() + answers.stream().mapToLong(Tensor::sizeBytes).sum();
    Job job = new Job(answering, other, size, memory.hold(), work);
    if (queuedBytes.addAndGet(size) > maxBytes && !queue.isEmpty()
        || !takesMemory(job)
        || !acquire(job)) {
      queuedBytes.addAndGet(-size);
      job.memory().close();
    } else if (!queue.offer(job)) {
      finish(job);
    }
  }

  private static boolean takesMemory(Job job) {
    try {
      job.memory().take(job.sizeBytes());
      return true;
    } catch (InferenceException e) {
      return false; // Requests have it.
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
    job.memory().close();
    job.other().release();
    job.answering().release();
  }

  private void work() {
    try {
      while (true) {
        run(queue.take());
      }
    } catch (InterruptedException e) {
      queue.forEach(this::finish);
      queue.clear();
    }
  }

  /** Whatever it throws, the thread goes on with the next one. */
  private void run(Job job) {
    running = true;
    ran = true;
    try {
      job.work().accept(job.memory());
    } catch (Throwable e) {
      log.warn("a second run by version {} broke off", job.other().label(), e);
    } finally {
      running = false;
      finish(job);
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
