package dev.linnet.daemon.operator;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.linnet.core.NodeView.Course;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Rollout.Place;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * When a node last heard a juror of each region of a rollout: news on which it opens the next wave,
 * or does not.
 */
final class LastNews {
  private LastNews() {}

  /**
   * Adds it to the status of a model's head.
   *
   * @param course what the node does about the model; null before it did anything
   * @param wallMillis the node's wall clock now
   */
  static void add(JsonObject status, @Nullable Course course, long wallMillis) {
    if (course == null) {
      return;
    }
    JsonArray waves = status.getAsJsonArray("waves");
    for (int wave = 0; wave < waves.size(); wave++) {
      for (JsonElement each : waves.get(wave).getAsJsonObject().getAsJsonArray("regions")) {
        JsonObject region = each.getAsJsonObject();
        RegionName name = new RegionName(region.get("region").getAsString());
        Long silentNanos = course.silentNanos().get(new Place(wave, name));
        if (silentNanos != null) {
          Instant at = Instant.ofEpochMilli(wallMillis).minusNanos(silentNanos);
          region.addProperty("lastNewsAt", at.truncatedTo(ChronoUnit.SECONDS).toString());
        }
      }
    }
  }
}
