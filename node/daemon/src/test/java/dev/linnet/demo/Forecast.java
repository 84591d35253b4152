package dev.linnet.demo;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.demo.Course.InRegion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What was predicted and what was measured, by region and moment, a pair for each round. */
final class Forecast {
  private final Map<String, List<Pair>> rows = new LinkedHashMap<>();

  /** Of one round; predicted is the median of its seeds, least and most their ends. */
  private record Pair(double predicted, double least, double most, double measured) {
    double error() {
      return predicted / measured - 1;
    }

    boolean isWithin() {
      return measured >= least && measured <= most;
    }
  }

  /** Takes a round in. */
  void add(JsonObject predicted, Course measured) {
    measured
        .regions()
        .forEach(
            (region, course) -> {
              JsonObject of = predicted.getAsJsonObject("regions").getAsJsonObject(region);
              add(
                  region + ", first node serves",
                  of,
                  "firstSeconds",
                  course,
                  InRegion::firstSeconds);
              add(region + ", all serve", of, "allSeconds", course, InRegion::allSeconds);
              add(region + ", promoted", of, "promotedSeconds", course, InRegion::promotedSeconds);
            });
  }

  private void add(
      String row,
      JsonObject predicted,
      String figure,
      InRegion measured,
      ToDoubleFunction<InRegion> seconds) {
    JsonObject range = predicted.getAsJsonObject(figure);
    rows.computeIfAbsent(row, any -> new ArrayList<>())
        .add(
            new Pair(
                range.get("median").getAsDouble(),
                range.get("min").getAsDouble(),
                range.get("max").getAsDouble(),
                seconds.applyAsDouble(measured)));
  }

  List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| s from the announcement | predicted | measured | error | measured within the ends |");
    lines.add("|---|---|---|---|---|");
    rows.forEach(
        (row, pairs) ->
            lines.add(
                "| %s | %s | %s | %s | %d of %d |"
                    .formatted(
                        row,
                        range(pairs, Pair::predicted, "%.1f", 1),
                        range(pairs, Pair::measured, "%.1f", 1),
                        range(pairs, Pair::error, "%+.0f %%", 100),
                        pairs.stream().filter(Pair::isWithin).count(),
                        pairs.size())));
    return lines;
  }

  /** The median of the rounds and, of several, the ends. */
  private static String range(
      List<Pair> pairs, ToDoubleFunction<Pair> figure, String format, double scale) {
    double[] sorted = pairs.stream().mapToDouble(figure).map(it -> it * scale).sorted().toArray();
    int n = sorted.length;
    String median = text(format, (sorted[(n - 1) / 2] + sorted[n / 2]) / 2);
    return n == 1
        ? median
        : median + " (" + text(format, sorted[0]) + " to " + text(format, sorted[n - 1]) + ")";
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  JsonArray json() {
    JsonArray all = new JsonArray();
    rows.forEach(
        (row, pairs) ->
            pairs.forEach(
                pair -> {
                  JsonObject json = new JsonObject();
                  json.addProperty("what", row);
                  json.addProperty("unit", "s");
                  json.addProperty("predicted", pair.predicted());
                  json.addProperty("min", pair.least());
                  json.addProperty("max", pair.most());
                  json.addProperty("measured", pair.measured());
                  json.addProperty("error", pair.error());
                  all.add(json);
                }));
    return all;
  }
}
