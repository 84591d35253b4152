package dev.linnet.demo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * When a rollout did what, by the daemons' own records: seconds from the first node's note of the
 * announcement on. All of them have one clock, that of this machine.
 */
record Course(Map<String, InRegion> regions) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Until the first node of a region served the version, the last one, and its jury promoted. */
  record InRegion(double firstSeconds, double allSeconds, double promotedSeconds) {}

  static Course of(TestMesh mesh, String rollout) {
    Instant announced = announced(mesh.nodes(), rollout);
    Map<String, InRegion> regions = new TreeMap<>();
    mesh.nodes().stream()
        .map(TestNode::region)
        .distinct()
        .forEach(region -> regions.put(region, region(mesh, region, rollout, announced)));
    return new Course(regions);
  }

  private static Instant announced(Collection<TestNode> nodes, String rollout) {
    return nodes.stream()
        .flatMap(node -> node.events("ROLLOUT_ANNOUNCED").stream())
        .filter(line -> line.contains(rollout))
        .map(line -> at(JsonParser.parseString(line).getAsJsonObject(), "at"))
        .min(Instant::compareTo)
        .orElseThrow();
  }

  private static Instant at(JsonObject json, String key) {
    return Instant.parse(json.get(key).getAsString());
  }

  private static InRegion region(TestMesh mesh, String region, String rollout, Instant announced) {
    double first = Double.POSITIVE_INFINITY;
    double all = 0;
    double promoted = Double.POSITIVE_INFINITY;
    for (TestNode node : mesh.region(region)) {
      if (node.isRunning()) {
        JsonObject status = status(node, rollout);
        double serves = seconds(announced, at(own(status, node).orElseThrow(), "since"));
        first = Math.min(first, serves);
        all = Math.max(all, serves);
        promoted = Math.min(promoted, seconds(announced, at(verdict(status, region), "at")));
      }
    }
    return new InRegion(first, all, promoted);
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e9;
  }

  /** As the node sees it once it serves and knows its region's verdict. */
  private static JsonObject status(TestNode node, String rollout) {
    Await.until(
        node.name() + " serves and knows that its region promoted",
        PATIENCE,
        () ->
            node.operator()
                .rollout(rollout)
                .filter(
                    document ->
                        own(document, node)
                                .filter(it -> it.get("phase").getAsString().equals("SERVING"))
                                .isPresent()
                            && verdict(document, node.region()).has("at"))
                .isPresent());
    return node.operator().rollout(rollout).orElseThrow();
  }

  private static Optional<JsonObject> own(JsonObject document, TestNode node) {
    return document.getAsJsonArray("nodes").asList().stream()
        .map(JsonElement::getAsJsonObject)
        .filter(each -> each.get("node").getAsString().equals(node.name()))
        .findFirst();
  }

  private static JsonObject verdict(JsonObject document, String region) {
    for (JsonElement wave : document.getAsJsonArray("waves")) {
      for (JsonElement each : wave.getAsJsonObject().getAsJsonArray("regions")) {
        if (each.getAsJsonObject().get("region").getAsString().equals(region)) {
          return each.getAsJsonObject();
        }
      }
    }
    throw new IllegalStateException("no wave goes to " + region);
  }
}
