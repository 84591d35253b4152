package dev.linnet.core.mesh;

import com.google.gson.JsonObject;
import dev.linnet.core.json.Fields;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A node's entry in the directory, signed by itself: where it is reached, what it is, and what it
 * runs. Its name and region stand in the enrolment beside it.
 *
 * @param sequence the higher one counts
 * @param models by name, what the node does about each model
 */
public record NodeRecord(
    String mesh, long sequence, Address address, Profile profile, Map<String, Status> models) {
  /** The type of the envelope around it. */
  public static final String PAYLOAD_TYPE = "application/vnd.linnet.node.v1+json";

  private static final int MAX_ENTRIES = 64;

  /**
   * What a node does about a model.
   *
   * @param version the version that answers, or null if none does
   * @param rollout the rollout that the node is occupied with
   * @param phase how far it got, in the words of docs/protocol.md
   * @param sinceMillis since when, by the node's own clock
   * @param reason a sentence for people
   */
  public record Status(
      @Nullable String version, Digest rollout, String phase, long sinceMillis, String reason) {}

  public NodeRecord {
    models = Collections.unmodifiableMap(new TreeMap<>(models));
    if (models.size() > MAX_ENTRIES
        || profile.labels().size() > MAX_ENTRIES
        || profile.capabilities().size() > MAX_ENTRIES) {
      throw new IllegalArgumentException(
          "node record: expected at most " + MAX_ENTRIES + " models, labels and capabilities each");
    }
  }

  /** Reads {@link #toPayload}. */
  public static NodeRecord parse(Bytes payload) {
    return Fields.read(
        payload.toUtf8(),
        fields -> {
          Map<String, Status> models =
              fields.objectMap(
                  "models",
                  model ->
                      new Status(
                          model.optionalString("version"),
                          model.parsed("rollout", Digest::new),
                          model.string("phase"),
                          model.integer("sinceMillis", 0, Long.MAX_VALUE),
                          model.string("reason")));
          return new NodeRecord(
              fields.string("mesh"),
              fields.integer("sequence", 1, Long.MAX_VALUE),
              fields.parsed("address", Address::parse),
              new Profile(fields.stringMap("labels"), fields.stringMap("capabilities")),
              models);
        });
  }

  /** The JSON that is signed. */
  public Bytes toPayload() {
    JsonObject json = new JsonObject();
    json.addProperty("mesh", mesh);
    json.addProperty("sequence", sequence);
    json.addProperty("address", address.toString());
    json.add("labels", strings(profile.labels()));
    json.add("capabilities", strings(profile.capabilities()));
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

  private static JsonObject strings(Map<String, String> map) {
    JsonObject json = new JsonObject();
    map.forEach(json::addProperty);
    return json;
  }
}
