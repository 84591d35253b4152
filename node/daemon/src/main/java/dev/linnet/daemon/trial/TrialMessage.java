package dev.linnet.daemon.trial;

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
 */
record TrialMessage(@Nullable Boolean passed, String text) {
  static TrialMessage step(String text) {
    return new TrialMessage(null, text);
  }

  static TrialMessage result(boolean passed, String reason) {
    return new TrialMessage(passed, reason);
  }

  String toJson() {
    JsonObject json = new JsonObject();
    if (passed != null) {
      json.addProperty("passed", passed);
    }
    json.addProperty(passed == null ? "step" : "reason", text);
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
              new TrialMessage(passed == null ? null : passed.getAsBoolean(), text.getAsString()));
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}
