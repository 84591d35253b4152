package dev.linnet.bench.swarm;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What one program was measured to do, several times. */
final class Figures {
  final String what;
  final String who;
  final String unit;
  private final List<Double> values = new ArrayList<>();

  Figures(String what, String who, String unit) {
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

  static String header() {
    return "| what | who | median | unit | range | n |\n|---|---|---|---|---|---|\n";
  }

  /** A row of a table in Markdown. */
  String row() {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.3f | %s | %.3f to %.3f | %d |%n",
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
    json.addProperty("what", what + ", " + who);
    json.addProperty("value", median());
    json.addProperty("unit", unit);
    json.addProperty("n", values.size());
    json.addProperty("min", Collections.min(values));
    json.addProperty("max", Collections.max(values));
    return json;
  }
}
