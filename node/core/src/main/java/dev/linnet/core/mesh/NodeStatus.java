package dev.linnet.core.mesh;

import com.google.gson.JsonObject;
import dev.linnet.core.json.Fields;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far a node is with each model, signed by itself. Apart from its {@link NodeRecord}: a rollout
 * changes it several times within seconds, and what a node is stays.
 *
 * @param sequence the higher one counts
 * @param afar whether it is for other regions too
 * @param models by name
 */
public record NodeStatus(
    String mesh, long sequence, boolean afar, Map<String, ModelStatus> models) {
  /** The type of the envelope around it. */
  public static final String PAYLOAD_TYPE = "application/vnd.linnet.status.v1+json";

  private static final int MAX_MODELS = 64;

  public NodeStatus {
    models = Collections.unmodifiableMap(new TreeMap<>(models));
    if (models.size() > MAX_MODELS) {
      throw new IllegalArgumentException(
          "node status: expected at most " + MAX_MODELS + " models, got " + models.size());
    }
  }

  /** Reads {@link #toPayload}. */
  public static NodeStatus parse(Bytes payload) {
    return Fields.read(
        payload.toUtf8(),
        fields ->
            new NodeStatus(
                fields.string("mesh"),
                fields.integer("sequence", 1, Long.MAX_VALUE),
                fields.flag("afar"),
                fields.objectMap(
                    "models",
                    model ->
                        new ModelStatus(
                            model.optionalString("version"),
                            model.parsed("rollout", Digest::new),
                            model.string("phase"),
                            model.integer("sinceMillis", 0, Long.MAX_VALUE),
                            model.string("reason")))));
  }

  /** The JSON that is signed. */
  public Bytes toPayload() {
    JsonObject json = new JsonObject();
    json.addProperty("mesh", mesh);
    json.addProperty("sequence", sequence);
    json.addProperty("afar", afar);
    JsonObject modelsJson = new JsonObject();
    models.forEach(
        (name, status) -> {
          JsonObject model = new JsonObject();
          if (status.version() != null) {
            model.addProperty("version", status.version());
          }
          model.addProperty("rollout", status.rollout().hex());
          model.addProperty("phase", status.phase());
          model.addProperty("sinceMillis", status.sinceMillis());
          model.addProperty("reason", status.reason());
          modelsJson.add(name, model);
        });
    json.add("models", modelsJson);
    return Bytes.utf8(json.toString());
  }
}
