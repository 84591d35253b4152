package dev.linnet.daemon.operator;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.NodeView;
import dev.linnet.core.mesh.Directory.Liveness;
import dev.linnet.core.mesh.Directory.Member;
import dev.linnet.core.mesh.ModelStatus;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.survey.Survey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The models of a twin: the versions in this node's store, and rollouts that bring about what most
 * nodes serve. A version that does not serve counts with what the serving one lacks, since nothing
 * else would be moved.
 */
final class TwinModels {
  private static final int MOST_CHUNKS = 16_000;
  private static final int MOST_CHUNK_BYTES = 16 << 20;

  /** A twin has to know that there is an origin, not where. */
  private static final String SOME_ORIGIN = "https://origin.invalid/";

  private final NodeView view;
  private final Map<NodeName, Survey> surveys;

  TwinModels(NodeView view, Map<NodeName, Survey> surveys) {
    this.view = view;
    this.surveys = surveys;
  }

  void addTo(JsonObject twin, Set<String> notes) {
    Map<ModelName, Map<String, Manifest>> stored = new TreeMap<>();
    for (NodeView.Stored each : view.models()) {
      stored
          .computeIfAbsent(each.manifest().name(), any -> new TreeMap<>())
          .putIfAbsent(each.manifest().version(), each.manifest());
    }
    JsonObject models = new JsonObject();
    JsonArray rollouts = new JsonArray();
    stored.forEach(
        (model, versions) -> {
          Manifest serves = serves(model, versions, notes);
          JsonObject json = new JsonObject();
          versions.forEach((version, manifest) -> json.add(version, version(manifest, serves)));
          models.add(model.value(), json);
          if (serves != null) {
            rollouts.add(rollout(serves));
          }
        });
    twin.add("models", models);
    twin.add("rollouts", rollouts);
    if (stored.isEmpty()) {
      notes.add("no model is in this node's store: push one, or ask another node");
    }
  }

  /** What most nodes say they serve, if it is in the store. */
  private @Nullable Manifest serves(
      ModelName model, Map<String, Manifest> versions, Set<String> notes) {
    Map<String, Integer> counts = new TreeMap<>();
    int living = 0;
    for (Member member : view.members()) {
      if (member.liveness() != Liveness.DEAD) {
        living++;
        ModelStatus status = member.models().get(model.value());
        String version = status == null ? null : status.version();
        if (version != null) {
          counts.merge(version, 1, Integer::sum);
        }
      }
    }
    String most = null;
    for (Map.Entry<String, Integer> count : counts.entrySet()) {
      most =
          most == null || count.getValue() > counts.getOrDefault(most, 0) ? count.getKey() : most;
    }
    if (most == null) {
      return null;
    }
    if (!versions.containsKey(most)) {
      notes.add("version " + most + " of " + model + " serves and is not in this node's store");
      return null;
    }
    int serving = counts.getOrDefault(most, 0);
    if (serving < living) {
      notes.add(
          "%d of %d nodes say that they serve version %s of %s; the twin's all do"
              .formatted(serving, living, most, model));
    }
    return versions.get(most);
  }

  private JsonObject version(Manifest manifest, @Nullable Manifest serves) {
    Set<Digest> had = new HashSet<>();
    if (serves != null && !serves.equals(manifest)) {
      serves.chunks().forEach(chunk -> had.add(chunk.digest()));
    }
    List<ChunkRef> moved = new ArrayList<>();
    for (ChunkRef chunk : manifest.chunks()) {
      if (had.add(chunk.digest())) {
        moved.add(chunk);
      }
    }
    long bytes = Math.max(1, moved.stream().mapToLong(ChunkRef::sizeBytes).sum());
    long chunks = Math.min(MOST_CHUNKS, Math.max(1, moved.size()));
    JsonObject json = new JsonObject();
    json.addProperty("chunks", chunks);
    json.addProperty("chunkSize", Math.min(MOST_CHUNK_BYTES, (bytes + chunks - 1) / chunks));
    json.addProperty("opset", Math.max(1, manifest.opset()));
    if (manifest.origin() != null) {
      json.addProperty("origin", SOME_ORIGIN);
    }
    if (manifest.equals(serves)) {
      JsonObject fails = fails(manifest.name());
      if (!fails.isEmpty()) {
        json.add("fails", fails);
      }
    }
    return json;
  }

  /** The share of inferences that fail now, where any do. */
  private JsonObject fails(ModelName model) {
    Map<RegionName, long[]> counts = new TreeMap<>();
    for (Member member : view.members()) {
      Survey survey = surveys.get(member.peer().node());
      Survey.Requests asked = survey == null ? null : survey.requests().get(model);
      if (asked != null) {
        long[] sum = counts.computeIfAbsent(member.peer().region(), any -> new long[2]);
        sum[0] += asked.failures();
        sum[1] += asked.requests();
      }
    }
    JsonObject fails = new JsonObject();
    counts.forEach(
        (region, sum) -> {
          if (sum[0] > 0) {
            fails.addProperty(region.value(), TwinUnits.share((double) sum[0] / sum[1]));
          }
        });
    return fails;
  }

  /** To all at once, judged by the trial alone: it served before. */
  private static JsonObject rollout(Manifest serves) {
    JsonObject model = new JsonObject();
    model.addProperty("name", serves.name().value());
    model.addProperty("version", serves.version());
    JsonObject defaults = new JsonObject();
    defaults.addProperty("bake", "0s");
    defaults.add("gates", new JsonArray());
    JsonArray everywhere = new JsonArray();
    everywhere.add("*");
    JsonObject wave = new JsonObject();
    wave.addProperty("name", "all");
    wave.add("regions", everywhere);
    JsonArray waves = new JsonArray();
    waves.add(wave);
    JsonObject spec = new JsonObject();
    spec.add("model", model);
    spec.add("defaults", defaults);
    spec.add("waves", waves);
    JsonObject plan = new JsonObject();
    plan.add("spec", spec);
    JsonObject rollout = new JsonObject();
    rollout.addProperty("at", "5s");
    rollout.add("plan", plan);
    return rollout;
  }
}
