package dev.linnet.daemon.registry;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Documents of others, of whose fields some are known. What is not as expected is an {@link
 * IllegalArgumentException} that names it.
 */
final class Untrusted {
  private static final int MAX_SHOWN = 120;

  private Untrusted() {}

  static JsonObject document(byte[] json) {
    JsonReader reader = new JsonReader(new StringReader(new String(json, StandardCharsets.UTF_8)));
    reader.setStrictness(Strictness.STRICT);
    try {
      JsonElement element = JsonParser.parseReader(reader);
      if (element.isJsonObject()) {
        return element.getAsJsonObject();
      }
    } catch (JsonParseException e) {
      throw new IllegalArgumentException("not a JSON document", e);
    }
    throw new IllegalArgumentException("not a JSON object");
  }

  /** A field's text; null: there is no such field, or it is no text. */
  static @Nullable String text(JsonObject object, String name) {
    JsonElement element = object.get(name);
    return element != null && element.isJsonPrimitive() && element.getAsJsonPrimitive().isString()
        ? element.getAsString()
        : null;
  }

  static String requireText(JsonObject object, String name) {
    @Nullable String text = text(object, name);
    if (text == null) {
      throw new IllegalArgumentException(name + ": expected a text");
    }
    return text;
  }

  /** A field's object; empty if there is none. */
  static JsonObject object(JsonObject object, String name) {
    JsonElement element = object.get(name);
    return element != null && element.isJsonObject() ? element.getAsJsonObject() : new JsonObject();
  }

  /** A list of objects, of which there are not too many. */
  static List<JsonObject> objects(JsonObject object, String name, int most) {
    JsonElement element = object.get(name);
    if (element == null || !element.isJsonArray()) {
      throw new IllegalArgumentException(name + ": expected a list");
    }
    JsonArray array = element.getAsJsonArray();
    if (array.isEmpty() || array.size() > most) {
      throw new IllegalArgumentException(
          name + ": expected 1 to " + most + ", found " + array.size());
    }
    List<JsonObject> all = new ArrayList<>();
    for (JsonElement each : array) {
      if (!each.isJsonObject()) {
        throw new IllegalArgumentException(name + ": expected objects");
      }
      all.add(each.getAsJsonObject());
    }
    return all;
  }

  /** One line, not a long one, and nothing that a terminal obeys. */
  static String shown(String text) {
    String plain = text.replaceAll("[\\p{Cntrl}\\x80-\\x9f]", "?");
    return plain.length() <= MAX_SHOWN ? plain : plain.substring(0, MAX_SHOWN) + "…";
  }
}
