package dev.linnet.simulator.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lets Ctrl-C end what runs in good order: the process ends once this is closed. */
final class Interruption implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final AtomicBoolean asked = new AtomicBoolean();
  private final CountDownLatch written = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stopAndWait, "on-interrupt");

  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Whether to come to an end. */
  boolean isAsked() {
    return asked.get();
  }

  private void stopAndWait() {
    asked.set(true);
    try {
      var unused = written.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    written.countDown();
    if (!asked.get()) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }
}
