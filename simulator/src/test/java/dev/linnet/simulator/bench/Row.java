package dev.linnet.simulator.bench;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** One engine at one size: its rounds, beside ours at that size. */
final class Row {
  static final List<String> HEAD =
      List.of(
          "| nodes | delay | engine | M events/s | range | n | bytes/node | reached | Linnet to it |",
          "|---|---|---|---|---|---|---|---|---|");

  private final int nodes;
  private final String delay;
  private final String engine;
  private final List<Double> rates = new ArrayList<>();
  private long bytes;
  private long reached;
  private long runs;

  Row(int nodes, String delay, String engine) {
    this.nodes = nodes;
    this.delay = delay;
    this.engine = engine;
  }

  void add(Contender.Sample sample) {
    rates.add(sample.eventsPerSecond());
    bytes = Math.max(bytes, sample.bytes());
    reached += sample.reached();
    runs += sample.runs();
  }

  String engine() {
    return engine;
  }

  int nodes() {
    return nodes;
  }

  double median() {
    List<Double> sorted = rates.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  String line(Row ours) {
    return String.format(
        Locale.ROOT,
        "| %d | %s | %s | %.2f | %.2f to %.2f | %d | %s | %.2f %% | %s |",
        nodes,
        delay,
        engine,
        median() / 1e6,
        Collections.min(rates) / 1e6,
        Collections.max(rates) / 1e6,
        rates.size(),
        bytes > 0 ? String.format(Locale.ROOT, "%.1f", (double) bytes / nodes) : "",
        100.0 * reached / runs / nodes,
        this == ours ? "" : String.format(Locale.ROOT, "%.1f", ours.median() / median()));
  }

  JsonObject json(Row ours) {
    JsonObject json = new JsonObject();
    json.addProperty("what", engine + ", " + nodes + " nodes, " + delay);
    json.addProperty("value", Math.round(median()));
    json.addProperty("unit", "events/s");
    json.addProperty("n", rates.size());
    json.addProperty("min", Math.round(Collections.min(rates)));
    json.addProperty("max", Math.round(Collections.max(rates)));
    if (this != ours) {
      json.addProperty("peer", Math.round(ours.median()));
      json.addProperty("ratio", Math.round(100 * ours.median() / median()) / 100.0);
    }
    return json;
  }
}
