package dev.linnet.daemon.inference;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.linnet.daemon.access.Need;
import dev.linnet.daemon.serving.Feedback;
import dev.linnet.daemon.serving.InferenceException;
import dev.linnet.daemon.serving.ModelServer;
import dev.linnet.daemon.serving.RequestMemory;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code POST /linnet/v1/feedback}: the true outcome of an inference, as {@code {"model", "id",
 * "labels": [one for each row]}}. The protocol has no word for it.
 */
public final class FeedbackRest {
  /** Outcomes are remembered of answers with up to 64 rows. */
  private static final int MOST_BYTES = 16 * 1024;

  /** About what a byte of JSON takes as a tree of objects. */
  private static final int TREE_BYTES = 40;

  private final ModelServer server;

  public FeedbackRest(ModelServer server) {
    this.server = server;
  }

  /** Adds the route to an application that is being configured. */
  public void register(JavalinConfig app) {
    app.routes.post("/linnet/v1/feedback", this::take, Need.INFER);
  }

  private void take(Context ctx) throws IOException {
    JsonObject body = new JsonObject();
    try (RequestMemory.Held memory = server.memory().hold()) {
      byte[] text =
          Body.read(ctx.bodyInputStream(), ctx.req().getContentLengthLong(), MOST_BYTES, memory);
      memory.take((long) TREE_BYTES * text.length);
      Feedback feedback = take(new String(text, StandardCharsets.UTF_8));
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
