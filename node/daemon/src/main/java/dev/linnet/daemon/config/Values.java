package dev.linnet.daemon.config;

import dev.linnet.documents.DocumentException;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import dev.linnet.documents.YamlReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The values of a mapping. A key that is left out is read as if its default stood there, so that
 * nothing else can be its value than what people are told.
 */
final class Values {
  private final List<Key<?>> keys;
  private final YamlMap map;
  private final Path directory;

  private Values(List<Key<?>> keys, YamlMap map, Path directory) {
    this.keys = keys;
    this.map = map;
    this.directory = directory;
  }

  /** Those of a mapping that has no other keys. */
  static Values of(List<Key<?>> keys, YamlNode node, Path directory) {
    return new Values(
        keys, node.map(keys.stream().map(Key::name).toArray(String[]::new)), directory);
  }

  /** What is written, or else the default. */
  <T> T get(Key<T> key) {
    return find(key)
        .orElseGet(
            () -> {
              String otherwise = key.otherwise();
              YamlNode value =
                  otherwise == null
                      ? map.required(key.name())
                      : YamlReader.parse(otherwise, "default of " + key.name());
              return key.kind().reading().apply(value, directory);
            });
  }

  /** What is written; empty if the key is left out. */
  <T> Optional<T> find(Key<T> key) {
    if (!keys.contains(key)) {
      throw new IllegalArgumentException("key " + key.name() + " is not one of this mapping's");
    }
    return map.optional(key.name()).map(node -> key.kind().reading().apply(node, directory));
  }

  /** Where relative paths begin. */
  Path directory() {
    return directory;
  }

  /** About the mapping as a whole. */
  DocumentException error(String message) {
    return map.error(message);
  }

  /** About the value of one key. */
  DocumentException error(Key<?> key, String message) {
    return map.optional(key.name())
        .map(node -> node.error(message))
        .orElseGet(() -> error(message));
  }
}
