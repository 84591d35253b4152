package dev.linnet.bench.swarm;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What one program was measured to do, several times. */
final class Figures {
  final String part;
  final String what;
  final String who;
  final String unit;
  private final List<Double> values = new ArrayList<>();

  Figures(String part, String what, String who, String unit) {
    this.part = part;
    this.what = what;
    this.who = who;
    this.unit = unit;
  }

  void add(double value) {
    values.add(value);
  }

  double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  static List<String> header() {
    return List.of("| what | who | median | unit | range | n |", "|---|---|---|---|---|---|");
  }

  /** A row of a table in Markdown. */
  String row() {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.3f | %s | %.3f to %.3f | %d |",
        what,
        who,
        median(),
        unit,
        Collections.min(values),
        Collections.max(values),
        values.size());
  }

  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("part", part);
    json.addProperty("what", what);
    json.addProperty("who", who);
    json.addProperty("value", rounded(median()));
    json.addProperty("unit", unit);
    json.addProperty("n", values.size());
    json.addProperty("min", rounded(Collections.min(values)));
    json.addProperty("max", rounded(Collections.max(values)));
    return json;
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
