package dev.linnet.daemon.dashboard;

import dev.linnet.daemon.access.HttpGuard;
import dev.linnet.daemon.access.Need;
import dev.linnet.daemon.access.Refused;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /linnet/v1/stream}. A servlet of its own beside Javalin's: that one touches a request
 * again when its future completes, and a request whose browser has gone is another's by then.
 */
final class StreamServlet extends HttpServlet {
  static final String PATH = "/linnet/v1/stream";
  private static final long serialVersionUID = 1L;

  private final transient EventStream stream;
  private final transient HttpGuard guard;

  StreamServlet(EventStream stream, HttpGuard guard) {
    this.stream = stream;
    this.guard = guard;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Answer.HEADERS.forEach(response::setHeader);
    Optional<Visitor.Refusal> refusal = Visitor.refusal(request, guard.hosts());
    Optional<Refused> denied = guard.refusal(request, Need.VIEW);
    Long after = after(request);
    if (refusal.isPresent()) {
      refuse(response, refusal.get().status(), refusal.get().sentence());
    } else if (denied.isPresent()) {
      refuse(response, denied.get().http(), denied.get().sentence());
    } else if (!List.of("GET", "HEAD").contains(request.getMethod())) {
      response.setHeader("Allow", "GET, HEAD");
      refuse(response, 405, PATH + " is only read: GET or HEAD");
    } else if (after == null) {
      refuse(response, 400, "after: expected the number of an event");
    } else if (request.getMethod().equals("GET") && !stream.takePlace()) {
      response.setHeader("Retry-After", "10");
      refuse(
          response,
          503,
          EventStream.MOST_SUBSCRIBERS
              + " pages listen already: close one, or read the documents instead");
    } else {
      response.setContentType("text/event-stream; charset=utf-8");
      response.setHeader("X-Accel-Buffering", "no");
      if (request.getMethod().equals("GET")) {
        subscribe(request, response, after);
      }
    }
  }

  /** What a browser has is in {@code Last-Event-ID}, or {@code ?after=N} when it first comes. */
  private static @Nullable Long after(HttpServletRequest request) {
    String had = request.getHeader("Last-Event-ID");
    String asked = had == null ? request.getParameter("after") : had;
    try {
      return asked == null ? Long.MAX_VALUE : Long.valueOf(asked);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static void refuse(HttpServletResponse response, int status, String sentence)
      throws IOException {
    response.setStatus(status);
    response.setContentType("application/json");
    response.setCharacterEncoding("UTF-8");
    response.getWriter().write(Answer.error(sentence));
  }

  private void subscribe(HttpServletRequest request, HttpServletResponse response, long after)
      throws IOException {
    Subscriber subscriber;
    try {
      AsyncContext context = request.startAsync();
      context.setTimeout(0);
      subscriber =
          new Subscriber(
              context, response.getOutputStream(), guard.stillAllows(request, Need.VIEW));
      context.addListener(new Ending(subscriber));
    } catch (IOException | RuntimeException e) {
      stream.givePlaceBack();
      throw e;
    }
    stream.join(subscriber, after);
    response.getOutputStream().setWriteListener(subscriber);
  }

  /** However it ends, its place is free again. */
  private record Ending(Subscriber subscriber) implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {
      subscriber.drop();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      subscriber.drop();
    }

    @Override
    public void onError(AsyncEvent event) {
      subscriber.drop();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      // Nothing starts again what was started once.
    }
  }
}
