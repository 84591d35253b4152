package dev.linnet.documents;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A YAML mapping whose keys are all known. */
public final class YamlMap {
  private final YamlNode node;
  private final Map<String, YamlNode> entries;

  YamlMap(YamlNode node, Map<String, YamlNode> entries) {
    this.node = node;
    this.entries = entries;
  }

  /** The value of a key that must be there. */
  public YamlNode required(String key) {
    YamlNode value = entries.get(key);
    if (value == null) {
      throw node.error("key '" + key + "' is missing");
    }
    return value;
  }

  /** The value of a key that may be left out. */
  public Optional<YamlNode> optional(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  /** The value of a key, read, or what stands for it if it is left out. */
  public <T> T read(String key, T otherwise, Function<YamlNode, T> reading) {
    YamlNode value = entries.get(key);
    return value == null ? otherwise : reading.apply(value);
  }

  /** A {@link DocumentException} about the mapping as a whole. */
  public DocumentException error(String message) {
    return node.error(message);
  }
}
