package dev.linnet.demo;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.demo.Camera.Count;
import dev.linnet.demo.Expectations.Expectation;
import dev.linnet.demo.RolloutSeen.RegionSeen;
import dev.linnet.testmesh.TestNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is left of the demo: a table for people, and {@code summary.json} for tools. */
final class Summary {
  private static final List<String> REGIONS = List.of("eu", "na", "asia");

  private final Stage stage;
  private final List<RolloutSeen> rollouts;
  private final List<Expectation> expectations;
  private final double seconds;

  Summary(Stage stage, List<RolloutSeen> rollouts, List<Expectation> expectations, double seconds) {
    this.stage = stage;
    this.rollouts = rollouts;
    this.expectations = expectations;
    this.seconds = seconds;
  }

  String json() {
    JsonObject summary = new JsonObject();
    summary.addProperty("apiVersion", "linnet/v1");
    summary.addProperty("passed", expectations.stream().allMatch(Expectation::met));
    summary.addProperty("seconds", tenth(seconds));
    JsonArray nodes = new JsonArray();
    stage.mesh().nodes().forEach(node -> nodes.add(json(node)));
    summary.add("nodes", nodes);
    JsonArray seen = new JsonArray();
    rollouts.forEach(rollout -> seen.add(json(rollout)));
    summary.add("rollouts", seen);
    JsonArray checks = new JsonArray();
    for (Expectation each : expectations) {
      JsonObject check = new JsonObject();
      check.addProperty("expectation", each.what());
      check.addProperty("met", each.met());
      check.addProperty("seen", each.seen());
      checks.add(check);
    }
    summary.add("expectations", checks);
    return new GsonBuilder().setPrettyPrinting().serializeNulls().create().toJson(summary) + "\n";
  }

  private @Nullable Count count(TestNode node) {
    Camera camera = stage.cameras().get(node.name());
    return camera == null ? null : camera.count();
  }

  private JsonObject json(TestNode node) {
    Count count = count(node);
    JsonObject json = new JsonObject();
    json.addProperty("node", node.name());
    json.addProperty("region", node.region());
    json.addProperty("activeVersion", count == null ? null : count.lastVersion());
    json.addProperty("inferencesAnswered", count == null ? 0 : count.answered());
    json.addProperty("inferencesFailed", count == null ? 0 : count.failed());
    JsonObject versions = new JsonObject();
    if (count != null) {
      count
          .byVersion()
          .forEach(
              (version, tally) -> {
                JsonObject one = new JsonObject();
                one.addProperty("answered", tally.answered());
                one.addProperty("accuracy", share(tally));
                versions.add(version, one);
              });
    }
    json.add("byVersion", versions);
    return json;
  }

  private static double share(Camera.Tally tally) {
    return Math.round(1000.0 * tally.right() / tally.answered()) / 1000.0;
  }

  private static JsonObject json(RolloutSeen rollout) {
    JsonObject json = new JsonObject();
    json.addProperty("id", rollout.id());
    json.addProperty("model", Story.MODEL);
    json.addProperty("version", rollout.version());
    json.addProperty("state", rollout.state());
    json.addProperty("announcedSeconds", tenth(rollout.announcedSeconds()));
    JsonArray regions = new JsonArray();
    for (String region : REGIONS) {
      RegionSeen seen = rollout.region(region);
      JsonObject one = new JsonObject();
      one.addProperty("region", region);
      one.addProperty("verdict", seen.verdict());
      one.addProperty("jury", seen.jury());
      one.addProperty("healthy", seen.healthy());
      one.addProperty("unhealthy", seen.unhealthy());
      one.addProperty("openedSeconds", tenth(seen.openedSeconds()));
      one.addProperty("verdictSeconds", tenth(seen.verdictSeconds()));
      regions.add(one);
    }
    json.add("regions", regions);
    Moved moved = rollout.moved();
    json.addProperty("bytesAcrossRegions", moved == null ? null : (Long) moved.acrossRegions());
    json.addProperty("bytesWithinRegions", moved == null ? null : (Long) moved.withinRegions());
    json.addProperty("bytesFromOrigin", moved == null ? null : (Long) moved.fromOrigin());
    return json;
  }

  private static @Nullable Double tenth(@Nullable Double seconds) {
    return seconds == null ? null : (Double) (Math.round(seconds * 10) / 10.0);
  }

  List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add("node     region  serves  answered  failed  right answers by version");
    for (TestNode node : stage.mesh().nodes()) {
      Count count = count(node);
      if (count != null) {
        StringBuilder right = new StringBuilder();
        count
            .byVersion()
            .forEach(
                (version, tally) ->
                    right.append(
                        String.format(Locale.ROOT, "v%s %5.1f %%  ", version, 100 * share(tally))));
        lines.add(
            "%-8s %-7s %-6s  %8d  %6d  %s"
                .formatted(
                    node.name(),
                    node.region(),
                    count.lastVersion(),
                    count.answered(),
                    count.failed(),
                    right.toString().strip()));
      }
    }
    lines.add("");
    lines.add(
        "version  region  verdict      votes    opened  verdict  bytes: across  within  origin");
    for (RolloutSeen rollout : rollouts) {
      for (String region : REGIONS) {
        lines.add(row(rollout, region));
      }
    }
    return lines;
  }

  private static String row(RolloutSeen rollout, String region) {
    RegionSeen seen = rollout.region(region);
    Moved moved = rollout.moved();
    String bytes =
        moved == null || !region.equals(REGIONS.get(0))
            ? ""
            : "%13d %7d %7d"
                .formatted(moved.acrossRegions(), moved.withinRegions(), moved.fromOrigin());
    return "%-7s  %-6s  %-11s  +%d -%d /%d %8s %8s  %s"
        .formatted(
            rollout.version(),
            region,
            seen.verdict(),
            seen.healthy(),
            seen.unhealthy(),
            seen.jury(),
            after(rollout, seen.openedSeconds()),
            after(rollout, seen.verdictSeconds()),
            bytes)
        .stripTrailing();
  }

  /** Time since the announcement. */
  private static String after(RolloutSeen rollout, @Nullable Double seconds) {
    return seconds == null
        ? "-"
        : String.format(Locale.ROOT, "%.1f s", seconds - rollout.announcedSeconds());
  }
}
