package dev.linnet.daemon.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.mesh.Address;
import dev.linnet.daemon.ports.Addresses;
import dev.linnet.documents.Units;
import dev.linnet.documents.YamlNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a value of {@code node.yaml} may be: how it is read, and what people and editors are told of
 * it.
 *
 * @param words what is expected, in Markdown
 * @param schema the same as JSON schema, made anew each time; the reader may refuse more
 * @param keys those of the mapping that the value is or is made of; else none
 * @param below how such a mapping is written after the key: as nothing, {@code .NAME} or {@code []}
 * @param reading turns what was written into the value; paths are relative to a directory
 */
record Kind<T>(
    String words,
    Supplier<JsonObject> schema,
    List<Key<?>> keys,
    String below,
    BiFunction<YamlNode, Path, T> reading) {
  static final Kind<String> TEXT = plain("text", () -> type("string"), YamlNode::string);
  static final Kind<Boolean> FLAG =
      plain("`true` or `false`", () -> type("boolean"), YamlNode::flag);
  static final Kind<Address> ADDRESS = parsed("`HOST:PORT`", Addresses::parse);
  static final Kind<Path> PATH =
      new Kind<>("path", () -> type("string"), List.of(), "", Kind::path);

  private static <T> Kind<T> plain(
      String words, Supplier<JsonObject> schema, Function<YamlNode, T> reading) {
    return new Kind<>(words, schema, List.of(), "", (node, directory) -> reading.apply(node));
  }

  /** A text that {@code parser} takes, or refuses in its own words. */
  static <T> Kind<T> parsed(String words, Function<String, T> parser) {
    return plain(words, () -> type("string"), node -> node.parsed(parser));
  }

  static Kind<Integer> integer(int least, int most) {
    return plain(
        "whole number, " + least + " to " + most,
        () -> {
          JsonObject schema = type("integer");
          schema.addProperty("minimum", least);
          schema.addProperty("maximum", most);
          return schema;
        },
        node -> (int) node.integer(least, most));
  }

  static Kind<Duration> duration(String least, String most) {
    Duration shortest = Units.duration(least);
    Duration longest = Units.duration(most);
    String range = least + " to " + most;
    return plain(
        "duration, " + range,
        () -> type("string"),
        node -> node.duration(shortest, longest, range));
  }

  /** One of the words that an enumeration's constants are, written small. */
  static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
    Map<String, E> choices = new LinkedHashMap<>();
    EnumSet.allOf(type).forEach(each -> choices.put(each.name().toLowerCase(Locale.ROOT), each));
    return plain(
        "`" + String.join("` or `", choices.keySet()) + "`",
        () -> {
          JsonArray words = new JsonArray();
          choices.keySet().forEach(words::add);
          JsonObject schema = type("string");
          schema.add("enum", words);
          return schema;
        },
        node -> {
          E chosen = choices.get(node.string());
          if (chosen == null) {
            throw node.error(
                "expected "
                    + String.join(" or ", choices.keySet())
                    + ", got '"
                    + node.string()
                    + "'");
          }
          return chosen;
        });
  }

  /** A mapping of these keys, of which {@code made} makes one thing. */
  static <T> Kind<T> mapping(Function<Values, T> made, Key<?>... keys) {
    List<Key<?>> all = List.of(keys);
    return new Kind<>(
        "mapping",
        () -> object(all),
        all,
        "",
        (node, directory) -> made.apply(Values.of(all, node, directory)));
  }

  /** A list of these, which {@code things} calls by their name. */
  Kind<List<T>> list(String things) {
    return new Kind<>(
        "list of " + things,
        () -> {
          JsonObject schema = type("array");
          schema.add("items", this.schema.get());
          return schema;
        },
        keys,
        "[]" + below,
        (node, directory) ->
            node.list().stream().map(each -> reading.apply(each, directory)).toList());
  }

  /** A mapping from names to these; {@code name} stands for any of the names. */
  Kind<SortedMap<String, T>> named(String name) {
    return new Kind<>(
        "mapping of each " + name + " to a " + words,
        () -> {
          JsonObject schema = type("object");
          schema.add("additionalProperties", this.schema.get());
          return schema;
        },
        keys,
        "." + name + below,
        (node, directory) -> {
          SortedMap<String, T> all = new TreeMap<>();
          node.named().forEach((each, value) -> all.put(each, reading.apply(value, directory)));
          return Collections.unmodifiableSortedMap(all);
        });
  }

  /** The same with no more than so many entries, which {@code things} calls by their name. */
  Kind<T> upTo(int most, String things) {
    return then((node, value) -> {
          int size = node.isList() ? node.list().size() : node.named().size();
          if (size > most) {
            throw node.error("expected at most " + most + " " + things + ", got " + size);
          }
          return value;
        })
        .called(words + ", at most " + most);
  }

  /** What {@code next} makes of the value, or refuses by its place. */
  <R> Kind<R> then(BiFunction<YamlNode, T, R> next) {
    return new Kind<>(
        words,
        schema,
        keys,
        below,
        (node, directory) -> next.apply(node, reading.apply(node, directory)));
  }

  /** The same in other words. */
  Kind<T> called(String otherWords) {
    return new Kind<>(otherWords, schema, keys, below, reading);
  }

  /** The same, which YAML may take for something else than a text if it stands without quotes. */
  Kind<T> unquoted() {
    return new Kind<>(words, () -> type("string", "number", "boolean"), keys, below, reading);
  }

  private static JsonObject type(String... names) {
    JsonObject schema = new JsonObject();
    if (names.length == 1) {
      schema.addProperty("type", names[0]);
    } else {
      JsonArray all = new JsonArray();
      Arrays.stream(names).forEach(all::add);
      schema.add("type", all);
    }
    return schema;
  }

  private static JsonObject object(List<Key<?>> keys) {
    JsonObject properties = new JsonObject();
    JsonArray required = new JsonArray();
    for (Key<?> key : keys) {
      properties.add(key.name(), key.schema());
      if (key.isRequired()) {
        required.add(key.name());
      }
    }
    JsonObject schema = type("object");
    schema.addProperty("additionalProperties", false);
    schema.add("properties", properties);
    if (!required.isEmpty()) {
      schema.add("required", required);
    }
    return schema;
  }

  /** An {@code InvalidPathException} is an {@code IllegalArgumentException} with good words. */
  private static Path path(YamlNode node, Path directory) {
    if (node.string().isBlank()) {
      throw node.error("expected a path, got nothing");
    }
    return node.parsed(directory::resolve).normalize();
  }
}
