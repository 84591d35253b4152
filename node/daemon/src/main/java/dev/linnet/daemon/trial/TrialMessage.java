package dev.linnet.daemon.trial;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A line of JSON that the child writes: what it is about to do, so that a crash can be told from
 * where it happened, or, once and last, the result.
 *
 * @param passed null while the trial goes on
 * @param text the step, as "loading model.onnx", or the result's reason
 * @param figures null if nothing was measured
 */
record TrialMessage(@Nullable Boolean passed, String text, @Nullable Figures figures) {
  private static final String FIGURES = "figures";

  static TrialMessage step(String text) {
    return new TrialMessage(null, text, null);
  }

  static TrialMessage result(boolean passed, String reason) {
    return new TrialMessage(passed, reason, null);
  }

  String toJson() {
    JsonObject json = new JsonObject();
    if (passed != null) {
      json.addProperty("passed", passed);
    }
    json.addProperty(passed == null ? "step" : "reason", text);
    if (figures != null) {
      json.add(FIGURES, new Gson().toJsonTree(figures));
    }
    return json.toString();
  }

  /** Empty for a line that is none: native code may print what it likes. */
  static Optional<TrialMessage> parse(String line) {
    if (!line.startsWith("{")) {
      return Optional.empty();
    }
    try {
      JsonObject json = JsonParser.parseString(line).getAsJsonObject();
      JsonElement passed = json.get("passed");
      JsonElement text = json.get(passed == null ? "step" : "reason");
      return text == null
          ? Optional.empty()
          : Optional.of(
              new TrialMessage(
                  passed == null ? null : passed.getAsBoolean(),
                  text.getAsString(),
                  new Gson().fromJson(json.get(FIGURES), Figures.class)));
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}
