package dev.linnet.daemon;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Some threads of one name that end with the daemon, whatever they are at. */
final class WorkThreads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkThreads.class);

  private final ExecutorService threads;

  WorkThreads(int count, String name) {
    this.threads = Executors.newFixedThreadPool(count, DaemonThreads.named(name));
  }

  /** Does something in turn; nothing once closed. */
  void run(Runnable work) {
    try {
      threads.execute(work);
    } catch (RejectedExecutionException e) {
      LOG.debug("not done any more: the daemon is ending");
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
