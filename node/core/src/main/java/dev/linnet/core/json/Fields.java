package dev.linnet.core.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.StringReader;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that is read field by field, each exactly once. A field that is missing, of another
 * type, or never asked for makes an {@link IllegalArgumentException} that names it by its path.
 */
public final class Fields {
  private final String path;
  private final JsonObject object;
  private final Set<String> unread;

  private Fields(String path, JsonElement element) {
    if (!element.isJsonObject()) {
      throw new IllegalArgumentException((path.isEmpty() ? "document" : path) + ": not an object");
    }
    this.path = path;
    this.object = element.getAsJsonObject();
    this.unread = new TreeSet<>(object.keySet());
  }

  /** Reads a whole document with {@code reading}, which must ask for every field there is. */
  public static <T> T read(String json, Function<Fields, T> reading) {
    return new Fields("", document(json)).readWhole(reading);
  }

  private static JsonElement document(String json) {
    JsonReader reader = new JsonReader(new StringReader(json));
    reader.setStrictness(Strictness.STRICT);
    try {
      JsonElement element = element(reader);
      if (reader.peek() == JsonToken.END_DOCUMENT) {
        return element;
      }
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalArgumentException("not a JSON document", e);
    }
    throw new IllegalArgumentException("not a JSON document: text after its end");
  }

  /**
   * Gson's own tree would let the last of two equal names win, and another reader might let the
   * first. The reader bounds the depth; what it throws is about the text, which is in memory.
   */
  private static JsonElement element(JsonReader reader) throws Exception {
    switch (reader.peek()) {
      case BEGIN_OBJECT:
        JsonObject object = new JsonObject();
        reader.beginObject();
        while (reader.hasNext()) {
          String name = reader.nextName();
          if (object.has(name)) {
            throw new IllegalArgumentException(
                "not a JSON document: '" + shown(name) + "' stands twice in an object");
          }
          object.add(name, element(reader));
        }
        reader.endObject();
        return object;
      case BEGIN_ARRAY:
        JsonArray array = new JsonArray();
        reader.beginArray();
        while (reader.hasNext()) {
          array.add(element(reader));
        }
        reader.endArray();
        return array;
      case STRING:
        return new JsonPrimitive(reader.nextString());
      case NUMBER:
        return new JsonPrimitive(new BigDecimal(reader.nextString()));
      case BOOLEAN:
        return new JsonPrimitive(reader.nextBoolean());
      default:
        reader.nextNull();
        return JsonNull.INSTANCE;
    }
  }

  public String string(String name) {
    return primitive(name, "string", JsonPrimitive::isString).getAsString();
  }

  public @Nullable String optionalString(String name) {
    return has(name) ? string(name) : null;
  }

  public boolean flag(String name) {
    return primitive(name, "true or false", JsonPrimitive::isBoolean).getAsBoolean();
  }

  public double number(String name) {
    double value = primitive(name, "number", JsonPrimitive::isNumber).getAsDouble();
    if (!Double.isFinite(value)) {
      throw wrong(name, "finite number");
    }
    return value;
  }

  /** A whole number from {@code min} to {@code max}. */
  public long integer(String name, long min, long max) {
    String text = primitive(name, "whole number", JsonPrimitive::isNumber).getAsString();
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw wrong(name, "whole number");
    }
    throw wrong(name, "whole number from " + min + " to " + max);
  }

  /** An instant in ISO 8601, UTC. */
  public Instant instant(String name) {
    try {
      return Instant.parse(string(name));
    } catch (DateTimeException e) {
      throw wrong(name, "instant such as 2026-12-01T00:00:00Z");
    }
  }

  /** A text that {@code parser} turns into something, or refuses. */
  public <T> T parsed(String name, Function<String, T> parser) {
    try {
      return parser.apply(string(name));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(at(name) + ": " + e.getMessage(), e);
    }
  }

  public <T> T object(String name, Function<Fields, T> reading) {
    return new Fields(at(name), take(name)).readWhole(reading);
  }

  public <T> List<T> objects(String name, Function<Fields, T> reading) {
    List<T> all = new ArrayList<>();
    JsonArray array = array(name);
    for (int i = 0; i < array.size(); i++) {
      all.add(new Fields(at(name) + "[" + i + "]", array.get(i)).readWhole(reading));
    }
    return List.copyOf(all);
  }

  public List<String> strings(String name) {
    List<String> all = new ArrayList<>();
    for (JsonElement element : array(name)) {
      all.add(text(name, element));
    }
    return List.copyOf(all);
  }

  public List<Long> integers(String name) {
    List<Long> all = new ArrayList<>();
    for (JsonElement element : array(name)) {
      if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isNumber()) {
        throw wrong(name, "list of whole numbers");
      }
      try {
        all.add(Long.parseLong(element.getAsString()));
      } catch (NumberFormatException e) {
        throw wrong(name, "list of whole numbers");
      }
    }
    return List.copyOf(all);
  }

  /** An object whose values are all strings. */
  public Map<String, String> stringMap(String name) {
    Map<String, String> all = new TreeMap<>();
    members(name).forEach((key, value) -> all.put(key, text(name, value)));
    return Collections.unmodifiableMap(all);
  }

  /** An object whose values are all objects. */
  public <T> Map<String, T> objectMap(String name, Function<Fields, T> reading) {
    Map<String, T> all = new TreeMap<>();
    members(name)
        .forEach(
            (key, value) ->
                all.put(key, new Fields(at(name) + "." + key, value).readWhole(reading)));
    return Collections.unmodifiableMap(all);
  }

  /** Whether the field is there; does not count as reading it. */
  public boolean has(String name) {
    return object.has(name);
  }

  private <T> T readWhole(Function<Fields, T> reading) {
    T result = reading.apply(this);
    if (!unread.isEmpty()) {
      throw new IllegalArgumentException(at(shown(unread.iterator().next())) + ": unknown field");
    }
    return result;
  }

  private JsonElement take(String name) {
    unread.remove(name);
    JsonElement element = object.get(name);
    if (element == null) {
      throw new IllegalArgumentException(at(name) + ": missing");
    }
    return element;
  }

  private JsonArray array(String name) {
    JsonElement element = take(name);
    if (!element.isJsonArray()) {
      throw wrong(name, "list");
    }
    return element.getAsJsonArray();
  }

  private Map<String, JsonElement> members(String name) {
    JsonElement element = take(name);
    if (!element.isJsonObject()) {
      throw wrong(name, "object");
    }
    return element.getAsJsonObject().asMap();
  }

  private String text(String name, JsonElement element) {
    if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isString()) {
      throw wrong(name, "strings");
    }
    return element.getAsString();
  }

  private JsonPrimitive primitive(
      String name, String expected, Function<JsonPrimitive, Boolean> test) {
    JsonElement element = take(name);
    if (!element.isJsonPrimitive() || !test.apply(element.getAsJsonPrimitive())) {
      throw wrong(name, expected);
    }
    return element.getAsJsonPrimitive();
  }

  private IllegalArgumentException wrong(String name, String expected) {
    return new IllegalArgumentException(at(name) + ": expected a " + expected);
  }

  /** A name that others chose: one line, and not a long one. */
  private static String shown(String name) {
    String oneLine = name.replaceAll("\\p{Cntrl}", "?");
    return oneLine.length() <= 80 ? oneLine : oneLine.substring(0, 80) + "…";
  }

  private String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
