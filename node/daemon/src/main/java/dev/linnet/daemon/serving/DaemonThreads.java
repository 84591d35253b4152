package dev.linnet.daemon.serving;

import java.util.concurrent.ThreadFactory;

/** Named threads that do not keep the process alive. */
final class DaemonThreads {
  private DaemonThreads() {}

  static ThreadFactory named(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
