package dev.linnet.daemon.probe;

import org.jspecify.annotations.Nullable;

/** Something to ask. A run ends within its timeout, and leaves nothing behind that it started. */
interface Probe {
  /** What it is, for messages. */
  String name();

  /** Runs once; why it failed, or null if it passed. */
  @Nullable String failure() throws InterruptedException;
}
