package dev.linnet.daemon.dashboard;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.daemon.serving.ModelServer;
import dev.linnet.daemon.serving.ModelView;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What answers at a node, how often and how fast. Counts only grow while the daemon runs; two looks
 * give the rate between them.
 */
final class ServingDocument {
  private final ModelServer server;
  private final MeterRegistry meters;

  ServingDocument(ModelServer server, MeterRegistry meters) {
    this.server = server;
    this.meters = meters;
  }

  JsonObject toJson() {
    JsonArray models = new JsonArray();
    for (ModelView model : server.models()) {
      JsonObject json = new JsonObject();
      json.addProperty("model", model.name().value());
      json.addProperty("ready", model.isReady());
      model.serving().ifPresent(serving -> json.addProperty("version", serving.version()));
      json.addProperty("answered", model.answered());
      json.addProperty("failed", model.failed());
      JsonArray versions = new JsonArray();
      model.loaded().forEach(loaded -> versions.add(version(model.name().value(), loaded)));
      json.add("versions", versions);
      models.add(json);
    }
    JsonObject document = Answer.versioned();
    document.add("models", models);
    return document;
  }

  private JsonObject version(String model, ModelView.VersionView loaded) {
    JsonObject json = new JsonObject();
    json.addProperty("version", loaded.version());
    json.addProperty("manifest", loaded.manifest().hex());
    @Nullable Timer duration =
        meters
            .find("linnet.inference.duration")
            .tags("model", model, "version", loaded.version())
            .timer();
    json.addProperty("answers", duration == null ? 0 : duration.count());
    json.addProperty("seconds", duration == null ? 0 : duration.totalTime(TimeUnit.SECONDS));
    json.addProperty("recentMaxSeconds", duration == null ? 0 : duration.max(TimeUnit.SECONDS));
    return json;
  }
}
