package dev.linnet.daemon.plan;

import dev.linnet.core.health.Gate;
import dev.linnet.core.health.Gate.Compare;
import dev.linnet.core.health.Gate.Comparison;
import dev.linnet.core.mesh.Names;
import dev.linnet.daemon.config.YamlMap;
import dev.linnet.daemon.config.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the gates of a wave. */
final class GateFields {
  /** The probability of a false alarm, over all time, unless a gate says another. */
  static final double DEFAULT_ALPHA = 0.01;

  private static final int MAX_GATES = 32;
  private static final Pattern CONDITION =
      Pattern.compile("(>=|<=|>|<)\\s*(-?\\d{1,12}(?:\\.\\d{1,12})?)");
  private static final Map<String, Comparison> PASSING =
      Map.of(">=", Comparison.PASS_AT_LEAST, "<=", Comparison.PASS_AT_MOST);
  private static final Map<String, Comparison> FAILING =
      Map.of(">", Comparison.FAIL_ABOVE, "<", Comparison.FAIL_BELOW);

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
    YamlMap map = node.map("name", "metric", "pass", "fail", "compare", "alpha");
    String name = map.required("name").parsed(text -> Names.require("gate", text));
    String metric = map.required("metric").parsed(text -> Names.require("metric", text));
    Optional<YamlNode> pass = map.optional("pass");
    Optional<YamlNode> fail = map.optional("fail");
    if (pass.isPresent() == fail.isPresent()) {
      throw map.error("expected one of pass and fail, such as pass: \"<= 1.20\"");
    }
    YamlNode side = pass.or(() -> fail).orElse(node);
    Matcher matcher = CONDITION.matcher(side.string().strip());
    Comparison comparison =
        matcher.matches() ? (pass.isPresent() ? PASSING : FAILING).get(matcher.group(1)) : null;
    if (comparison == null) {
      throw side.error(
          "expected "
              + (pass.isPresent()
                  ? "\"<= NUMBER\" or \">= NUMBER\""
                  : "\"> NUMBER\" or \"< NUMBER\"")
              + ", got '"
              + side.string()
              + "'");
    }
    return new Gate(
        name,
        metric,
        comparison,
        Double.parseDouble(matcher.group(2)),
        map.read("compare", Compare.NONE, GateFields::compare),
        map.read("alpha", DEFAULT_ALPHA, GateFields::alpha));
  }

  private static Compare compare(YamlNode node) {
    for (Compare value : List.of(Compare.PREVIOUS, Compare.BASELINE)) {
      if (value.name().toLowerCase(Locale.ROOT).equals(node.string())) {
        return value;
      }
    }
    throw node.error("expected previous or baseline, got '" + node.string() + "'");
  }

  private static double alpha(YamlNode node) {
    double alpha = node.number();
    if (alpha <= 0 || alpha > 0.5) {
      throw node.error("expected a probability above 0 and at most 0.5, got " + node.string());
    }
    return alpha;
  }
}
