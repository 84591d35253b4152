package dev.linnet.daemon.survey;

import dev.linnet.daemon.survey.Survey.Requests;

/** What was asked of a model in the latest one to two minutes. */
final class RecentRequests {
  private static final long WINDOW_NANOS = 60_000_000_000L;

  private Window before;
  private Window now;

  private record Window(long fromNanos, long requests, long failures) {
    static Window from(long nanos) {
      return new Window(nanos, 0, 0);
    }
  }

  /** Begins to count. */
  RecentRequests(long fromNanos) {
    before = Window.from(fromNanos);
    now = before;
  }

  /** Takes in what was seen in a span that ends now. */
  void add(long requests, long failures, long spanNanos, long atNanos) {
    long age = atNanos - now.fromNanos;
    if (age >= WINDOW_NANOS) {
      Window next = Window.from(atNanos - spanNanos);
      before = age < 2 * WINDOW_NANOS ? now : next;
      now = next;
    }
    now = new Window(now.fromNanos, now.requests + requests, now.failures + failures);
  }

  /** Nothing is told where nothing was asked, so the span goes on until now. */
  Requests at(long atNanos) {
    return new Requests(
        before.requests + now.requests, before.failures + now.failures, atNanos - before.fromNanos);
  }
}
