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
      Outcome outcome = Outcome.parse(new String(text, StandardCharsets.UTF_8));
      Feedback feedback = server.feedback(outcome.model(), outcome.id(), outcome.labels());
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

  /** What was true of an inference, a label for each row. */
  record Outcome(String model, String id, List<String> labels) {
    /**
     * Reads the body of a request.
     *
     * @throws InferenceException if it is none
     */
    static Outcome parse(String text) {
      List<String> labels = new ArrayList<>();
      try {
        JsonObject body = JsonParser.parseString(text).getAsJsonObject();
        for (JsonElement label : body.getAsJsonArray("labels")) {
          labels.add(label.getAsString());
        }
        return new Outcome(
            body.get("model").getAsString(), body.get("id").getAsString(), List.copyOf(labels));
      } catch (JsonParseException
          | IllegalStateException
          | ClassCastException
          | UnsupportedOperationException
          | NullPointerException e) {
        throw InferenceException.invalid(
            "body: expected {\"model\": NAME, \"id\": ID, \"labels\": [LABEL, …]}");
      }
    }
  }
}
