package dev.linnet.daemon.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.linnet.core.mesh.Directory.Liveness;
import dev.linnet.documents.OneLine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One region, summed up from what a node tells of the members of its mesh. */
final class RegionSummary {
  /** A node of no council, which tells nobody what it does. */
  private static final String MEMBERSHIP = "MEMBERSHIP";

  private final String name;
  private final SortedMap<Liveness, Integer> states = new TreeMap<>();
  private final List<String> council = new ArrayList<>();
  private final SortedMap<String, SortedMap<String, Integer>> serves = new TreeMap<>();
  private int nodes;
  private boolean own;

  private RegionSummary(String name) {
    this.name = name;
  }

  /** The regions of a document as GetMembers gives it, by name. */
  static Collection<RegionSummary> all(JsonObject document) {
    String self = Doc.text(document, "self");
    SortedMap<String, RegionSummary> regions = new TreeMap<>();
    for (JsonObject member : Doc.objects(document, "members")) {
      RegionSummary region =
          regions.computeIfAbsent(Doc.text(member, "region"), RegionSummary::new);
      region.add(member);
      region.own |= Doc.text(member, "node").equals(self);
    }
    return regions.values();
  }

  private void add(JsonObject member) {
    nodes++;
    String state = Doc.text(member, "state");
    for (Liveness each : Liveness.values()) {
      if (each.name().equals(state)) {
        states.merge(each, 1, Integer::sum);
      }
    }
    if (!Doc.text(member, "knownFrom").equals(MEMBERSHIP)) {
      council.add(Doc.text(member, "node"));
    }
    if (member.get("models") instanceof JsonObject models) {
      for (String model : models.keySet()) {
        serves
            .computeIfAbsent(model, any -> new TreeMap<>())
            .merge(Doc.text(models, model), 1, Integer::sum);
      }
    }
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("region", name);
    json.addProperty("own", own);
    json.addProperty("state", states.isEmpty() ? Doc.NONE : states.firstKey().name());
    json.addProperty("nodes", nodes);
    json.addProperty("alive", states.getOrDefault(Liveness.ALIVE, 0));
    json.addProperty("suspect", states.getOrDefault(Liveness.SUSPECT, 0));
    json.addProperty("dead", states.getOrDefault(Liveness.DEAD, 0));
    JsonArray names = new JsonArray();
    council.forEach(names::add);
    json.add("council", names);
    JsonObject models = new JsonObject();
    serves.forEach(
        (model, versions) -> {
          JsonObject counts = new JsonObject();
          versions.forEach(counts::addProperty);
          models.add(model, counts);
        });
    json.add("serves", models);
    return json;
  }

  /** Such as {@code detector=7×3,detector=6×1}; of a region of one node without counts. */
  static String serves(JsonObject region) {
    boolean counted = Doc.number(region, "nodes") > 1;
    List<String> all = new ArrayList<>();
    for (Map.Entry<String, JsonElement> model : region.getAsJsonObject("serves").entrySet()) {
      for (Map.Entry<String, JsonElement> version : model.getValue().getAsJsonObject().entrySet()) {
        String count = counted ? "×" + version.getValue().getAsInt() : "";
        all.add(OneLine.of(model.getKey() + "=" + version.getKey()) + count);
      }
    }
    return all.isEmpty() ? Doc.NONE : String.join(",", all);
  }

  static String council(JsonObject region) {
    JsonArray names = region.getAsJsonArray("council");
    return names.isEmpty()
        ? Doc.NONE
        : names.asList().stream().map(JsonElement::getAsString).collect(Collectors.joining(","));
  }
}
