package dev.linnet.documents.plan;

import dev.linnet.core.rollout.Requirement;
import dev.linnet.core.rollout.Requirement.Operator;
import dev.linnet.core.rollout.Requirement.Subject;
import dev.linnet.documents.Units;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads what a plan asks of nodes: labels as Kubernetes selects by them, and capabilities. */
final class SelectFields {
  private static final String[] CAPABILITIES = {"onnx.opset", "onnx.ir", "memory", "arch", "os"};

  private SelectFields() {}

  static List<Requirement> read(YamlNode node) {
    YamlMap map = node.map("matchLabels", "matchExpressions", "requires");
    List<Requirement> all = new ArrayList<>();
    map.optional("matchLabels")
        .ifPresent(
            labels ->
                labels
                    .stringMap()
                    .forEach(
                        (key, value) -> all.add(built(labels, key, Operator.IN, List.of(value)))));
    map.optional("matchExpressions")
        .ifPresent(list -> list.list().forEach(one -> all.add(expression(one))));
    map.optional("requires").ifPresent(requires -> all.addAll(requires(requires)));
    return List.copyOf(all);
  }

  private static Requirement expression(YamlNode node) {
    YamlMap map = node.map("key", "operator", "values");
    String key = map.required("key").string();
    Operator operator = map.required("operator").parsed(SelectFields::operator);
    List<String> values = map.read("values", List.of(), SelectFields::texts);
    return built(node, key, operator, values);
  }

  private static Requirement built(
      YamlNode node, String key, Operator operator, List<String> values) {
    try {
      return new Requirement(Subject.LABEL, key, operator, values);
    } catch (IllegalArgumentException e) {
      throw node.error(String.valueOf(e.getMessage()));
    }
  }

  private static Operator operator(String word) {
    return switch (word) {
      case "In" -> Operator.IN;
      case "NotIn" -> Operator.NOT_IN;
      case "Exists" -> Operator.EXISTS;
      case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
      default ->
          throw new IllegalArgumentException(
              "operator '" + word + "': expected In, NotIn, Exists or DoesNotExist");
    };
  }

  private static List<Requirement> requires(YamlNode node) {
    YamlMap map = node.map(CAPABILITIES);
    List<Requirement> all = new ArrayList<>();
    Function<YamlNode, Long> version = value -> value.integer(1, 1000);
    map.optional("onnx.opset")
        .ifPresent(value -> all.add(Requirement.atLeast("onnx.opset.max", version.apply(value))));
    map.optional("onnx.ir")
        .ifPresent(value -> all.add(Requirement.atLeast("onnx.ir.max", version.apply(value))));
    map.optional("memory")
        .ifPresent(
            value -> all.add(Requirement.atLeast("memory.bytes", value.parsed(Units::bytes))));
    for (String key : List.of("arch", "os")) {
      map.optional(key)
          .ifPresent(
              value ->
                  all.add(new Requirement(Subject.CAPABILITY, key, Operator.IN, oneOrMore(value))));
    }
    return all;
  }

  private static List<String> oneOrMore(YamlNode node) {
    List<String> values = node.isList() ? texts(node) : List.of(node.string());
    if (values.isEmpty()) {
      throw node.error("expected one value or more");
    }
    return values;
  }

  private static List<String> texts(YamlNode node) {
    return node.list().stream().map(YamlNode::string).toList();
  }
}
