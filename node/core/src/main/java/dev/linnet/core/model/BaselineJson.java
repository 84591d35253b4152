package dev.linnet.core.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.health.Baseline;
import dev.linnet.core.health.Baseline.Side;
import dev.linnet.core.json.Fields;
import java.util.ArrayList;
import java.util.List;

/** The JSON of a baseline: bins with their shares, each but the last with its upper edge. */
final class BaselineJson {
  private record Bin(double share, List<Double> edge) {}

  private BaselineJson() {}

  static Baseline parse(Fields fields) {
    List<Bin> bins = fields.objects("bins", BaselineJson::bin);
    return new Baseline(
        fields.parsed("side", Side::valueOf),
        fields.string("tensor"),
        bins.stream().flatMap(bin -> bin.edge().stream()).toList(),
        bins.stream().map(Bin::share).toList());
  }

  private static Bin bin(Fields fields) {
    List<Double> edge = new ArrayList<>();
    if (fields.has("upTo")) {
      edge.add(fields.number("upTo"));
    }
    return new Bin(fields.number("share"), edge);
  }

  static JsonObject write(Baseline baseline) {
    JsonArray bins = new JsonArray();
    for (int i = 0; i < baseline.shares().size(); i++) {
      JsonObject bin = new JsonObject();
      bin.addProperty("share", baseline.shares().get(i));
      if (i < baseline.edges().size()) {
        bin.addProperty("upTo", baseline.edges().get(i));
      }
      bins.add(bin);
    }
    JsonObject json = new JsonObject();
    json.addProperty("side", baseline.side().name());
    json.addProperty("tensor", baseline.tensor());
    json.add("bins", bins);
    return json;
  }
}
