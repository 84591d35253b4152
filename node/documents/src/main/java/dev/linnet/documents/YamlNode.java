package dev.linnet.documents;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value in a YAML document. Every reading method throws a {@link DocumentException} that says
 * file, line, column and path if the value is not what was asked for.
 */
public final class YamlNode {
  private static final int MAX_DEPTH = 32;

  private final String file;
  private final @Nullable Place place;
  private final Node node;

  /** A value at a place; null: the document as a whole. */
  YamlNode(String file, @Nullable Place place, Node node) {
    this.file = file;
    this.place = place;
    this.node = node;
  }

  /**
   * Where in a document something stands. As a text for each value, a long key with many values
   * below it would take as much memory as both multiplied.
   */
  record Place(@Nullable Place outer, String step) {
    static Place of(@Nullable Place outer, String key) {
      return new Place(outer, outer == null ? key : "." + key);
    }

    @Override
    public String toString() {
      return outer == null ? step : outer + step;
    }
  }

  /** A mapping all of whose keys are among {@code keys}. */
  public YamlMap map(String... keys) {
    List<String> known = Arrays.asList(keys);
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    for (Entry entry : entries()) {
      if (!known.contains(entry.name())) {
        throw entry.key().error(unknown(entry.name(), known));
      }
      entries.put(entry.name(), entry.value());
    }
    return new YamlMap(this, entries);
  }

  /** Whether this is a mapping; the other reading methods say what they expect instead. */
  public boolean isMap() {
    return node instanceof MappingNode;
  }

  /** A mapping from names to values. */
  public Map<String, YamlNode> named() {
    Map<String, YamlNode> all = new LinkedHashMap<>();
    for (Entry entry : entries()) {
      all.put(entry.name(), entry.value());
    }
    return Collections.unmodifiableMap(all);
  }

  /** A mapping from text to text. */
  public Map<String, String> stringMap() {
    Map<String, String> all = new LinkedHashMap<>();
    for (Entry entry : entries()) {
      all.put(entry.name(), entry.value().string());
    }
    return Collections.unmodifiableMap(all);
  }

  /** Whether this is a list; the other reading methods say what they expect instead. */
  public boolean isList() {
    return node instanceof SequenceNode;
  }

  public List<YamlNode> list() {
    if (!(node instanceof SequenceNode sequence)) {
      throw error("expected a list, got " + kind());
    }
    List<YamlNode> all = new ArrayList<>();
    for (Node element : sequence.getValue()) {
      all.add(new YamlNode(file, new Place(place, "[" + all.size() + "]"), element));
    }
    return List.copyOf(all);
  }

  /** A scalar as it was written: {@code 1.10} stays {@code 1.10}. */
  public String string() {
    if (!(node instanceof ScalarNode scalar) || isNull()) {
      throw error("expected a text, got " + kind());
    }
    return scalar.getValue();
  }

  /** A whole number from {@code min} to {@code max}. */
  public long integer(long min, long max) {
    String range = "expected a whole number from " + min + " to " + max + ", got ";
    if (!(node instanceof ScalarNode scalar) || !Tag.INT.equals(node.getTag())) {
      throw error(range + kind());
    }
    try {
      long value = Long.parseLong(scalar.getValue());
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw error(range + scalar.getValue());
    }
    throw error(range + scalar.getValue());
  }

  /** {@code true} or {@code false}. */
  public boolean flag() {
    if (node instanceof ScalarNode scalar && Tag.BOOL.equals(node.getTag())) {
      return Boolean.parseBoolean(scalar.getValue());
    }
    throw error("expected true or false, got " + kind());
  }

  /** A finite number. */
  public double number() {
    if (node instanceof ScalarNode scalar
        && (Tag.INT.equals(node.getTag()) || Tag.FLOAT.equals(node.getTag()))) {
      try {
        double value = Double.parseDouble(scalar.getValue());
        if (Double.isFinite(value)) {
          return value;
        }
      } catch (NumberFormatException e) {
        throw error("expected a finite number, got " + scalar.getValue());
      }
      throw error("expected a finite number, got " + scalar.getValue());
    }
    throw error("expected a number, got " + kind());
  }

  /** A duration from {@code least} to {@code most}, which {@code range} says for people. */
  public Duration duration(Duration least, Duration most, String range) {
    Duration value = parsed(Units::duration);
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw error("expected " + range + ", got " + string());
    }
    return value;
  }

  /** A scalar that {@code parser} turns into something or refuses with its own words. */
  public <T> T parsed(Function<String, T> parser) {
    return parsedAs(string(), parser);
  }

  /** A text that belongs to this value, such as its key, with the same care. */
  public <T> T parsedAs(String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw error(e.getMessage() == null ? "cannot be understood" : e.getMessage());
    }
  }

  /** A plain value in the place of this one, as if it stood there. */
  public YamlNode scalar(String text) {
    Node plain = YamlReader.composed(text, file).orElse(node);
    return plain instanceof ScalarNode scalar
        ? new YamlNode(
            file,
            place,
            new ScalarNode(
                scalar.getTag(),
                true,
                scalar.getValue(),
                scalar.getScalarStyle(),
                node.getStartMark(),
                node.getEndMark()))
        : this;
  }

  /**
   * The same document with another value at a path such as {@code links.loss}; what the document
   * lacks on the way is added. Errors about the value name the place where it was written.
   */
  public YamlNode with(String at, YamlNode value) {
    if (at.chars().filter(each -> each == '.').count() >= MAX_DEPTH) {
      throw value.error("a path of more than " + MAX_DEPTH + " keys");
    }
    return new YamlNode(file, place, replaced(node, at, value.node));
  }

  private Node replaced(Node within, String at, Node value) {
    if (within instanceof SequenceNode sequence) {
      return elementReplaced(sequence, at, value);
    }
    List<NodeTuple> tuples =
        new ArrayList<>(within instanceof MappingNode mapping ? mapping.getValue() : List.of());
    for (int i = 0; i < tuples.size(); i++) {
      NodeTuple tuple = tuples.get(i);
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        if (at.equals(key.getValue())) {
          tuples.set(i, new NodeTuple(key, value));
          return mapping(tuples, within);
        }
        if (at.startsWith(key.getValue() + ".")) {
          String rest = at.substring(key.getValue().length() + 1);
          tuples.set(i, new NodeTuple(key, replaced(tuple.getValueNode(), rest, value)));
          return mapping(tuples, within);
        }
      }
    }
    int dot = at.indexOf('.');
    String name = dot < 0 ? at : at.substring(0, dot);
    Node key =
        new ScalarNode(
            Tag.STR, true, name, ScalarStyle.PLAIN, value.getStartMark(), value.getEndMark());
    Node added =
        dot < 0 ? value : replaced(mapping(List.of(), value), at.substring(dot + 1), value);
    tuples.add(new NodeTuple(key, added));
    return mapping(tuples, within);
  }

  private Node elementReplaced(SequenceNode sequence, String at, Node value) {
    int dot = at.indexOf('.');
    String index = dot < 0 ? at : at.substring(0, dot);
    List<Node> elements = new ArrayList<>(sequence.getValue());
    if (!index.matches("\\d{1,6}") || Integer.parseInt(index) >= elements.size()) {
      throw new YamlNode(file, place, value)
          .error("expected a number from 0 to " + (elements.size() - 1) + " at '" + index + "'");
    }
    int i = Integer.parseInt(index);
    elements.set(i, dot < 0 ? value : replaced(elements.get(i), at.substring(dot + 1), value));
    return new SequenceNode(
        sequence.getTag(),
        true,
        elements,
        sequence.getFlowStyle(),
        sequence.getStartMark(),
        sequence.getEndMark());
  }

  private static Node mapping(List<NodeTuple> tuples, Node like) {
    return new MappingNode(
        Tag.MAP, true, tuples, FlowStyle.BLOCK, like.getStartMark(), like.getEndMark());
  }

  /** A {@link DocumentException} about this value. */
  public DocumentException error(String message) {
    String mark =
        node.getStartMark()
            .map(start -> ":" + (start.getLine() + 1) + ":" + (start.getColumn() + 1))
            .orElse("");
    return new DocumentException(
        file + mark + ": " + (place == null ? "" : place + ": ") + message);
  }

  /** Refuses, anywhere in the document, what a configuration has no use for. */
  void requirePlain(int depth) {
    if (depth > MAX_DEPTH) {
      throw error("nested more than " + MAX_DEPTH + " deep");
    }
    if (node.getAnchor().isPresent()) {
      throw error("anchors and aliases are not supported; write the value out");
    }
    if (node instanceof SequenceNode) {
      list().forEach(element -> element.requirePlain(depth + 1));
    } else if (node instanceof MappingNode) {
      entries().forEach(entry -> entry.value().requirePlain(depth + 1));
    }
  }

  private record Entry(String name, YamlNode key, YamlNode value) {}

  private List<Entry> entries() {
    if (!(node instanceof MappingNode mapping)) {
      throw error("expected a mapping of keys to values, got " + kind());
    }
    Map<String, Entry> all = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      YamlNode key = new YamlNode(file, place, tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
        throw key.error("expected a plain key, got " + key.kind());
      }
      String name = scalar.getValue();
      YamlNode value = new YamlNode(file, Place.of(place, name), tuple.getValueNode());
      Entry entry = new Entry(name, key, value);
      if (all.put(name, entry) != null) {
        throw key.error("key '" + name + "' is there twice");
      }
    }
    return List.copyOf(all.values());
  }

  private static String unknown(String name, List<String> known) {
    return "unknown key '"
        + name
        + "'; "
        + Nearest.of(name, known)
            .map(nearest -> "did you mean '" + nearest + "'?")
            .orElse("expected one of " + String.join(", ", known));
  }

  private boolean isNull() {
    return Tag.NULL.equals(node.getTag());
  }

  private String kind() {
    if (node instanceof MappingNode) {
      return "a mapping";
    }
    if (node instanceof SequenceNode) {
      return "a list";
    }
    @Nullable String text = node instanceof ScalarNode scalar ? scalar.getValue() : null;
    return isNull() || text == null ? "nothing" : "'" + shortened(text) + "'";
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 59) + "…";
  }
}
