package dev.linnet.daemon;

import java.util.concurrent.ThreadFactory;

/** Named threads that do not keep the process alive. */
public final class DaemonThreads {
  private DaemonThreads() {}

  public static ThreadFactory named(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
