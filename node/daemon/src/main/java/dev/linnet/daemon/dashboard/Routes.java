package dev.linnet.daemon.dashboard;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Handler;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Routes that are only read: GET and HEAD, with the same headers; any other method is 405. */
final class Routes {
  private final JavalinConfig app;

  Routes(JavalinConfig app) {
    this.app = app;
  }

  void get(String path, Handler handler) {
    Handler guarded =
        context -> {
          Optional<Visitor.Refusal> refusal = Visitor.refusal(context.req());
          if (refusal.isPresent()) {
            Answer.error(context, refusal.get().status(), refusal.get().sentence());
          } else {
            handler.handle(context);
          }
        };
    app.routes.get(path, guarded);
    app.routes.head(path, guarded);
    Handler refused =
        context -> {
          context.header("Allow", "GET, HEAD");
          Answer.error(context, 405, context.path() + " is only read: GET or HEAD");
        };
    for (Consumer<Handler> method : others(path)) {
      method.accept(refused);
    }
  }

  private List<Consumer<Handler>> others(String path) {
    return List.of(
        handler -> app.routes.post(path, handler),
        handler -> app.routes.put(path, handler),
        handler -> app.routes.patch(path, handler),
        handler -> app.routes.delete(path, handler));
  }
}
