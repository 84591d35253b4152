package dev.linnet.daemon.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.linnet.daemon.UserError;
import dev.linnet.documents.OneLine;
import dev.linnet.proto.v1.JsonDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads the JSON that a node answered with, for display. What an older or newer node leaves out is
 * shown as a dash, never an error.
 */
final class Doc {
  static final String NONE = "-";

  private Doc() {}

  static JsonObject parse(JsonDocument document) {
    try {
      JsonElement element = JsonParser.parseString(document.getJson());
      if (element.isJsonObject()) {
        return element.getAsJsonObject();
      }
    } catch (JsonParseException e) {
      throw new UserError(UserError.FAILED, "the node's answer is no JSON", e);
    }
    throw new UserError(UserError.FAILED, "the node's answer is no JSON object");
  }

  /** The objects of a list. */
  static List<JsonObject> objects(JsonObject object, String name) {
    List<JsonObject> all = new ArrayList<>();
    if (object.get(name) instanceof JsonArray array) {
      for (JsonElement element : array) {
        if (element.isJsonObject()) {
          all.add(element.getAsJsonObject());
        }
      }
    }
    return all;
  }

  static String text(JsonObject object, String name) {
    JsonElement element = object.get(name);
    if (element == null || !element.isJsonPrimitive() || element.getAsString().isEmpty()) {
      return NONE;
    }
    return OneLine.of(element.getAsString());
  }

  static long number(JsonObject object, String name) {
    JsonElement element = object.get(name);
    return element != null && element.isJsonPrimitive() && element.getAsJsonPrimitive().isNumber()
        ? element.getAsLong()
        : 0;
  }

  /** Whether it is said that it is so. */
  static boolean flag(JsonObject object, String name) {
    JsonElement element = object.get(name);
    return element != null
        && element.isJsonPrimitive()
        && element.getAsJsonPrimitive().isBoolean()
        && element.getAsBoolean();
  }

  /** {@code a=1,b=2} of an object. */
  static String pairs(JsonObject object, String name) {
    if (!(object.get(name) instanceof JsonObject map) || map.size() == 0) {
      return NONE;
    }
    return map.entrySet().stream().map(Doc::pair).collect(Collectors.joining(","));
  }

  private static String pair(Map.Entry<String, JsonElement> entry) {
    JsonElement value = entry.getValue();
    return OneLine.of(
        entry.getKey() + "=" + (value.isJsonPrimitive() ? value.getAsString() : value.toString()));
  }

  /** The first 12 digits of a digest. */
  static String brief(String digest) {
    return digest.length() == 64 ? digest.substring(0, 12) : digest;
  }
}
