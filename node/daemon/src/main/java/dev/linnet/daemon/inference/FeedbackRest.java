package dev.linnet.daemon.inference;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.linnet.daemon.access.Need;
import dev.linnet.daemon.serving.Feedback;
import dev.linnet.daemon.serving.InferenceException;
import dev.linnet.daemon.serving.ModelServer;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code POST /linnet/v1/feedback}: the true outcome of an inference, as {@code {"model", "id",
 * "labels": [one for each row]}}. The protocol has no word for it.
 */
public final class FeedbackRest {
  private final ModelServer server;

  public FeedbackRest(ModelServer server) {
    this.server = server;
  }

  /** Adds the route to an application that is being configured. */
  public void register(JavalinConfig app) {
    app.routes.post("/linnet/v1/feedback", this::take, Need.INFER);
  }

  private void take(Context ctx) {
    JsonObject body = new JsonObject();
    try {
      Feedback feedback = take(ctx.body());
      body.addProperty("model", feedback.model());
      body.addProperty("version", feedback.version());
      body.addProperty("rows", feedback.rows());
      body.addProperty("right", feedback.right());
    } catch (InferenceException e) {
      ctx.status(e.status().httpStatus());
      body.addProperty("error", e.getMessage());
    }
    ctx.contentType("application/json").result(body.toString());
  }

  private Feedback take(String text) {
    String model;
    String id;
    List<String> labels = new ArrayList<>();
    try {
      JsonObject body = JsonParser.parseString(text).getAsJsonObject();
      model = body.get("model").getAsString();
      id = body.get("id").getAsString();
      for (JsonElement label : body.getAsJsonArray("labels")) {
        labels.add(label.getAsString());
      }
    } catch (JsonParseException
        | IllegalStateException
        | ClassCastException
        | UnsupportedOperationException
        | NullPointerException e) {
      throw InferenceException.invalid(
          "body: expected {\"model\": NAME, \"id\": ID, \"labels\": [LABEL, …]}");
    }
    return server.feedback(model, id, labels);
  }
}
