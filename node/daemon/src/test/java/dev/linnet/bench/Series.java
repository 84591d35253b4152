package dev.linnet.bench;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Measurements of one thing, and of the same thing of a peer where there is one. */
final class Series {
  private final String what;
  private final String unit;
  private final List<Double> values = new ArrayList<>();
  private final List<Double> peers = new ArrayList<>();

  Series(String what, String unit) {
    this.what = what;
    this.unit = unit;
  }

  void add(double value) {
    values.add(value);
  }

  void addPeer(double value) {
    peers.add(value);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  String row() {
    return String.format(
        Locale.ROOT,
        "%-46s %9.2f %-4s  %9.2f to %-9.2f  %s",
        what,
        median(values),
        unit,
        Collections.min(values),
        Collections.max(values),
        peers.isEmpty()
            ? ""
            : String.format(
                Locale.ROOT, "%9.2f  %6.2f", median(peers), median(values) / median(peers)));
  }

  static String header() {
    return "%-46s %9s %-4s  %-22s  %9s  %6s"
        .formatted("what", "median", "unit", "        range", "peer", "ratio");
  }

  /** As a table of a document, below what was run and where. */
  static List<String> table(String command, String machine, List<Series> all) {
    List<String> lines = new ArrayList<>(List.of("`" + command + "`: " + machine, ""));
    lines.add("| what | median | range | n | peer | ratio |");
    lines.add("|---|---|---|---|---|---|");
    all.forEach(series -> lines.add(series.tableRow()));
    return lines;
  }

  private String tableRow() {
    return String.format(
        Locale.ROOT,
        "| %s | %.2f %s | %.2f to %.2f | %d | %s |",
        what,
        median(values),
        unit,
        Collections.min(values),
        Collections.max(values),
        values.size(),
        peers.isEmpty()
            ? " |"
            : String.format(
                Locale.ROOT, "%.2f | %.2f", median(peers), median(values) / median(peers)));
  }

  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("what", what);
    json.addProperty("value", rounded(median(values)));
    json.addProperty("unit", unit);
    json.addProperty("n", values.size());
    json.addProperty("min", rounded(Collections.min(values)));
    json.addProperty("max", rounded(Collections.max(values)));
    if (!peers.isEmpty()) {
      json.addProperty("peer", rounded(median(peers)));
      json.addProperty("ratio", rounded(median(values) / median(peers)));
    }
    return json;
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
