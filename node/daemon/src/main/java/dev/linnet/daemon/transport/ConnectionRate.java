package dev.linnet.daemon.transport;

import dev.linnet.core.mesh.NodeName;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often a node connects: so many times in a row, and then once a second. What it may do on one
 * connection before it is cut, it may do no faster than it gets the next one. Thread-safe.
 */
final class ConnectionRate {
  /** A node that starts over and over needs two or three at each start. */
  static final int AT_ONCE = 16;

  private static final long EVERY_NANOS = Duration.ofSeconds(1).toNanos();

  private final LongSupplier nanoTime;

  /** Of those that connected of late; the latest to connect comes last. */
  private final Map<NodeName, CellRate> rates = new LinkedHashMap<>();

  ConnectionRate(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Whether this node may connect now; if so, it has. */
  synchronized boolean allows(NodeName node) {
    long now = nanoTime.getAsLong();
    forgetRested(now);
    CellRate rate = rates.getOrDefault(node, new CellRate(AT_ONCE, EVERY_NANOS, now));
    if (rate.waitNanos(1, now) > 0) {
      return false;
    }
    rate.count(now);
    rates.remove(node);
    rates.put(node, rate);
    return true;
  }

  private void forgetRested(long now) {
    Iterator<CellRate> longestAgo = rates.values().iterator();
    while (longestAgo.hasNext() && longestAgo.next().isRested(now)) {
      longestAgo.remove();
    }
  }

  /** How many nodes are remembered. */
  synchronized int size() {
    return rates.size();
  }
}
