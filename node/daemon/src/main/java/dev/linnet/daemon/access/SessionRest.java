package dev.linnet.daemon.access;

import com.google.gson.JsonObject;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@code /linnet/v1/session}: a browser shows a token once, as any caller does, and has a cookie
 * for looking from then on. No other site's page can send that header, or the cookie.
 */
final class SessionRest {
  private static final String PATH = "/linnet/v1/session";
  private static final String ATTRIBUTES = "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=";

  private final Bearers bearers;
  private final Sessions sessions;

  SessionRest(Bearers bearers, Sessions sessions) {
    this.bearers = bearers;
    this.sessions = sessions;
  }

  void register(JavalinConfig app) {
    app.routes.post(PATH, this::open, Need.VIEW);
    app.routes.get(PATH, this::show, Need.VIEW);
    app.routes.delete(PATH, this::close, Need.NOTHING);
  }

  private void open(Context context) {
    try {
      ApiTokens.Token token =
          bearers.require(
              context.header("Authorization"), HttpGuard.from(context.req()), Need.VIEW);
      setCookie(context, sessions.open(token.id()), Sessions.LIFE.toSeconds());
    } catch (Refused e) {
      HttpGuard.answer(context, e);
    }
  }

  private void show(Context context) {
    @Nullable String cookie = HttpGuard.cookie(context.req());
    Instant expires =
        cookie == null ? null : sessions.find(cookie).map(Sessions.Session::expires).orElse(null);
    JsonObject body = new JsonObject();
    body.addProperty("apiVersion", "linnet/v1");
    if (expires != null) {
      body.addProperty("expires", expires.toString());
    }
    context
        .header("Cache-Control", "no-store")
        .contentType("application/json")
        .result(body.toString());
  }

  private void close(Context context) {
    String cookie = HttpGuard.cookie(context.req());
    if (cookie != null) {
      sessions.close(cookie);
    }
    setCookie(context, "", 0);
  }

  private static void setCookie(Context context, String value, long seconds) {
    context
        .status(204)
        .header("Cache-Control", "no-store")
        .header("Set-Cookie", Sessions.COOKIE + "=" + value + ATTRIBUTES + seconds);
  }
}
