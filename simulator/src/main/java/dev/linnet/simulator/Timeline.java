package dev.linnet.simulator;

import java.util.PriorityQueue;

/** Virtual time: what is due next happens next; what is due at once happens in the order asked. */
final class Timeline {
  private record Due(long atNanos, long order, Runnable what) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      return atNanos != other.atNanos
          ? Long.compare(atNanos, other.atNanos)
          : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Due> queue = new PriorityQueue<>();
  private long nowNanos;
  private long asked;

  long nowNanos() {
    return nowNanos;
  }

  void after(long delayNanos, Runnable what) {
    queue.add(new Due(nowNanos + Math.max(0, delayNanos), asked++, what));
  }

  /** Lets the next thing happen; false if it is due after {@code untilNanos}. */
  boolean step(long untilNanos) {
    Due next = queue.peek();
    if (next == null || next.atNanos() > untilNanos) {
      nowNanos = Math.max(nowNanos, untilNanos);
      return false;
    }
    queue.remove();
    nowNanos = next.atNanos();
    next.what().run();
    return true;
  }
}
