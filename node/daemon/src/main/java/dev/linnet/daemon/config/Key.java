package dev.linnet.daemon.config;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import org.jspecify.annotations.Nullable;

/**
 * A key of {@code node.yaml}, declared once: the reader, {@code docs/configuration.md} and the JSON
 * schema all go by this.
 *
 * @param otherwise the text that is read in the place of a key that is left out; null if nothing is
 * @param told what people are told of that, in Markdown
 * @param meaning what it is for, and what rises and falls with it, in Markdown
 */
record Key<T>(String name, Kind<T> kind, @Nullable String otherwise, String told, String meaning) {
  private static final String REQUIRED = "required";
  private static final String NONE = "none";

  static <T> Key<T> required(String name, Kind<T> kind, String meaning) {
    return new Key<>(name, kind, null, REQUIRED, meaning);
  }

  /** A key that has no value if it is left out. */
  static <T> Key<T> optional(String name, Kind<T> kind, String meaning) {
    return new Key<>(name, kind, null, NONE, meaning);
  }

  /** A key that has the value {@code otherwise} if it is left out. */
  static <T> Key<T> of(String name, Kind<T> kind, String otherwise, String meaning) {
    return new Key<>(name, kind, otherwise, quoted(otherwise), meaning);
  }

  /** A key that has no entries if it is left out: {@code empty} is an empty list or mapping. */
  static <T> Key<T> ofMany(String name, Kind<T> kind, String empty, String meaning) {
    return new Key<>(name, kind, empty, NONE, meaning);
  }

  /** A key of keys, each of which has its default if the key is left out. */
  static <T> Key<T> group(String name, Kind<T> kind, String meaning) {
    return new Key<>(name, kind, "{}", "", meaning);
  }

  /** The same, and people are told of its default in other words. */
  Key<T> told(String words) {
    return new Key<>(name, kind, otherwise, words, meaning);
  }

  boolean isRequired() {
    return told.equals(REQUIRED);
  }

  /** The JSON schema of its value, with the default if that is the same on every machine. */
  JsonObject schema() {
    JsonObject schema = kind.schema().get();
    schema.addProperty("description", meaning);
    if (otherwise != null && told.equals(quoted(otherwise))) {
      boolean text = new JsonPrimitive("string").equals(schema.get("type"));
      schema.add(
          "default", text ? new JsonPrimitive(otherwise) : JsonParser.parseString(otherwise));
    }
    return schema;
  }

  private static String quoted(String text) {
    return "`" + text + "`";
  }
}
