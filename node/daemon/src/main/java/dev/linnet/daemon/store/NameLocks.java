package dev.linnet.daemon.store;

import java.io.InterruptedIOException;
import java.util.HashSet;
import java.util.Set;

/** A lock for each name, which stands for nothing while nobody holds it. */
final class NameLocks {
  private final Set<String> held = new HashSet<>();

  /** Waits until nobody else holds it; who holds it already would wait for ever. */
  synchronized void lock(String name) throws InterruptedIOException {
    try {
      while (!held.add(name)) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the wait for " + name + " was broken off");
    }
  }

  /** Takes it if nobody holds it, and says so. */
  synchronized boolean tryLock(String name) {
    return held.add(name);
  }

  synchronized void unlock(String name) {
    held.remove(name);
    notifyAll();
  }
}
