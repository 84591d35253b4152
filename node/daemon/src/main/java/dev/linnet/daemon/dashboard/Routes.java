package dev.linnet.daemon.dashboard;

import dev.linnet.daemon.access.HttpGuard;
import dev.linnet.daemon.access.Need;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Handler;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Routes that are only read: GET and HEAD, with the same headers; any other method is 405. */
final class Routes {
  private final JavalinConfig app;
  private final HttpGuard guard;

  Routes(JavalinConfig app, HttpGuard guard) {
    this.app = app;
    this.guard = guard;
  }

  void get(String path, Need need, Handler handler) {
    Handler guarded =
        context -> {
          Optional<Visitor.Refusal> refusal = Visitor.refusal(context.req(), guard.hosts());
          if (refusal.isPresent()) {
            Answer.error(context, refusal.get().status(), refusal.get().sentence());
          } else {
            handler.handle(context);
          }
        };
    app.routes.get(path, guarded, need);
    app.routes.head(path, guarded, need);
    Handler refused =
        context -> {
          context.header("Allow", "GET, HEAD");
          Answer.error(context, 405, context.path() + " is only read: GET or HEAD");
        };
    for (Consumer<Handler> method : others(path, need)) {
      method.accept(refused);
    }
  }

  private List<Consumer<Handler>> others(String path, Need need) {
    return List.of(
        handler -> app.routes.post(path, handler, need),
        handler -> app.routes.put(path, handler, need),
        handler -> app.routes.patch(path, handler, need),
        handler -> app.routes.delete(path, handler, need));
  }
}
