package dev.linnet.daemon.transport;

import dev.linnet.core.mesh.NodeName;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often a node connects: so many times in a row, and then once a second. What it may do on one
 * connection before it is cut, it may do no faster than it gets the next one.
 *
 * <p>The virtual scheduling of the generic cell rate algorithm, ITU-T I.371. Thread-safe.
 */
final class ConnectionRate {
  /** A node that starts over and over needs two or three at each start. */
  static final int AT_ONCE = 16;

  private static final long EVERY_NANOS = Duration.ofSeconds(1).toNanos();

  private final LongSupplier nanoTime;

  /** When each node may connect so many times in a row again; the latest to connect comes last. */
  private final Map<NodeName, Long> restedAtNanos = new LinkedHashMap<>();

  ConnectionRate(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Whether this node may connect now; if so, it has. */
  synchronized boolean allows(NodeName node) {
    long now = nanoTime.getAsLong();
    forgetRested(now);
    long restedAt = Math.max(now, restedAtNanos.getOrDefault(node, now));
    if (restedAt - now > (AT_ONCE - 1) * EVERY_NANOS) {
      return false;
    }
    restedAtNanos.remove(node);
    restedAtNanos.put(node, restedAt + EVERY_NANOS);
    return true;
  }

  private void forgetRested(long now) {
    Iterator<Long> longestAgo = restedAtNanos.values().iterator();
    while (longestAgo.hasNext() && longestAgo.next() - now <= 0) {
      longestAgo.remove();
    }
  }

  /** How many nodes are remembered. */
  synchronized int size() {
    return restedAtNanos.size();
  }
}
