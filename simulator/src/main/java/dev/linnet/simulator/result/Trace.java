package dev.linnet.simulator.result;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.linnet.documents.DocumentException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events of a result that someone asks for.
 *
 * @param node whose; null for all
 * @param rollout about which; null for all
 */
public record Trace(
    @Nullable String node, @Nullable String rollout, double fromSeconds, double toSeconds) {
  /**
   * Lets the lines through that match, as they were written.
   *
   * @throws DocumentException with file and line, if one is no event
   */
  public void of(Path directory, Consumer<String> out) throws IOException {
    Path file = directory.resolve("events.jsonl");
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 1;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (matches(line, file + ":" + number)) {
          out.accept(line);
        }
        number++;
      }
    } catch (CharacterCodingException e) {
      throw new DocumentException(file + ": not UTF-8 text; expected events", e);
    }
  }

  private boolean matches(String line, String place) {
    JsonObject event;
    double at;
    try {
      event = JsonParser.parseString(line).getAsJsonObject();
      at = event.getAsJsonPrimitive("seconds").getAsDouble();
    } catch (JsonParseException
        | IllegalStateException
        | ClassCastException
        | NullPointerException
        | NumberFormatException e) {
      throw new DocumentException(place + ": expected an event with its seconds", e);
    }
    return at >= fromSeconds
        && at <= toSeconds
        && matches(event, "node", node)
        && matches(event, "rollout", rollout);
  }

  private static boolean matches(JsonObject event, String key, @Nullable String wanted) {
    return wanted == null
        || (event.get(key) instanceof JsonPrimitive value && value.getAsString().equals(wanted));
  }
}
