package dev.linnet.daemon.dashboard;

import com.google.gson.JsonObject;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.javalin.http.Context;
import java.util.Map;

/** How data is answered: JSON that nobody keeps; any answer but 200 has the body {@code error}. */
final class Answer {
  /** What every answer carries, of the page and of its data. */
  static final Map<String, String> HEADERS =
      Map.of(
          "Cache-Control", "no-store",
          "X-Content-Type-Options", "nosniff",
          "Cross-Origin-Resource-Policy", "same-origin");

  private Answer() {}

  static JsonObject versioned() {
    JsonObject document = new JsonObject();
    document.addProperty("apiVersion", "linnet/v1");
    return document;
  }

  static void json(Context context, String body) {
    headers(context);
    context.contentType("application/json").result(body);
  }

  static void error(Context context, int status, String text) {
    json(context.status(status), error(text));
  }

  static String error(String text) {
    JsonObject body = new JsonObject();
    body.addProperty("error", text);
    return body.toString();
  }

  static void error(Context context, StatusRuntimeException refusal) {
    String text = refusal.getStatus().getDescription();
    error(context, http(refusal.getStatus().getCode()), text == null ? "it failed" : text);
  }

  static void headers(Context context) {
    HEADERS.forEach(context::header);
  }

  private static int http(Status.Code code) {
    switch (code) {
      case INVALID_ARGUMENT:
        return 400;
      case NOT_FOUND:
        return 404;
      case UNAVAILABLE:
      case DEADLINE_EXCEEDED:
        return 503;
      case UNIMPLEMENTED:
        return 501;
      default:
        return 500;
    }
  }
}
