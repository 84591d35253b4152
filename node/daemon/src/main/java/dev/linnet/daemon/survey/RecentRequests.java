package dev.linnet.daemon.survey;

import dev.linnet.daemon.survey.Survey.Requests;

/** What was asked of a model in the latest one to two minutes. */
final class RecentRequests {
  private static final long WINDOW_NANOS = 60_000_000_000L;

  private Window before = Window.NONE;
  private Window now = Window.NONE;

  private record Window(long fromNanos, long requests, long failures) {
    static final Window NONE = new Window(0, 0, 0);
  }

  /** Takes in what was seen in a span that ends now. */
  void add(long requests, long failures, long spanNanos, long atNanos) {
    if (now == Window.NONE) {
      now = new Window(atNanos - spanNanos, 0, 0);
    } else if (atNanos - now.fromNanos >= WINDOW_NANOS) {
      boolean follows = atNanos - now.fromNanos < 2 * WINDOW_NANOS;
      before = follows ? now : Window.NONE;
      now = new Window(atNanos - spanNanos, 0, 0);
    }
    now = new Window(now.fromNanos, now.requests + requests, now.failures + failures);
  }

  /** Nothing is told where nothing was asked, so the span goes on until now. */
  Requests at(long atNanos) {
    long from = before == Window.NONE ? now.fromNanos : before.fromNanos;
    return new Requests(
        before.requests + now.requests, before.failures + now.failures, atNanos - from);
  }
}
