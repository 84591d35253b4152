package dev.linnet.documents.plan;

import dev.linnet.core.health.Gate;
import dev.linnet.core.health.Gate.Compare;
import dev.linnet.core.health.Metric;
import dev.linnet.core.mesh.Names;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the gates of a wave. */
final class GateFields {
  private static final int MAX_GATES = 32;

  private GateFields() {}

  static List<Gate> readAll(YamlNode list) {
    List<YamlNode> nodes = list.list();
    if (nodes.size() > MAX_GATES) {
      throw list.error("expected at most " + MAX_GATES + " gates, got " + nodes.size());
    }
    List<Gate> gates = new ArrayList<>();
    for (YamlNode node : nodes) {
      Gate gate = read(node);
      if (gates.stream().anyMatch(earlier -> earlier.name().equals(gate.name()))) {
        throw node.error("gate " + gate.name() + " is named twice");
      }
      gates.add(gate);
    }
    return List.copyOf(gates);
  }

  private static Gate read(YamlNode node) {
    YamlMap map = node.map("name", "metric", "pass", "fail", "compare", "alpha", "beta", "margin");
    String name = map.required("name").parsed(text -> Names.require("gate", text));
    Metric metric = map.required("metric").parsed(Metric::parse);
    Optional<YamlNode> pass = map.optional("pass");
    Optional<YamlNode> fail = map.optional("fail");
    if (pass.isPresent() == fail.isPresent()) {
      throw map.error("expected one of pass and fail, such as pass: \"<= 1.20\"");
    }
    Compare compare = map.read("compare", Compare.NONE, GateFields::compare);
    double alpha = map.read("alpha", Gate.DEFAULT_ALPHA, GateFields::error);
    Gate gate =
        pass.or(() -> fail)
            .orElseThrow()
            .parsed(
                condition ->
                    Gate.of(name, metric.word(), fail.isPresent(), condition, compare, alpha));
    double beta = map.read("beta", gate.beta(), GateFields::error);
    double margin = map.read("margin", gate.margin(), GateFields::margin);
    try {
      return gate.accepting(beta, margin);
    } catch (IllegalArgumentException wrong) {
      throw map.error(String.valueOf(wrong.getMessage()));
    }
  }

  private static Compare compare(YamlNode node) {
    return switch (node.string()) {
      case "previous" -> Compare.PREVIOUS;
      case "baseline" -> Compare.BASELINE;
      default -> throw node.error("expected previous or baseline, got '" + node.string() + "'");
    };
  }

  private static double error(YamlNode node) {
    double error = node.number();
    if (error <= 0 || error > 0.5) {
      throw node.error("expected a probability above 0 and at most 0.5, got " + node.string());
    }
    return error;
  }

  /** A number, or such as {@code 5%}. */
  private static double margin(YamlNode node) {
    String text = node.string().strip();
    double margin =
        text.endsWith("%")
            ? node.parsed(any -> Double.parseDouble(text.substring(0, text.length() - 1)) / 100)
            : node.number();
    if (margin <= 0) {
      throw node.error("expected a number above 0, got " + node.string());
    }
    return margin;
  }
}
