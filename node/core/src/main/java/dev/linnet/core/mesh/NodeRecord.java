package dev.linnet.core.mesh;

import com.google.gson.JsonObject;
import dev.linnet.core.json.Fields;
import dev.linnet.core.trust.Bytes;
import java.util.Map;

/**
 * A node's entry in the directory, signed by itself: where it is reached, and what it is. Its name
 * and region stand in the enrolment beside it; how far it is with a rollout says its {@link
 * NodeStatus}.
 *
 * @param sequence the higher one counts
 */
public record NodeRecord(String mesh, long sequence, Address address, Profile profile) {
  /** The type of the envelope around it. */
  public static final String PAYLOAD_TYPE = "application/vnd.linnet.node.v1+json";

  private static final int MAX_ENTRIES = 64;

  public NodeRecord {
    if (profile.labels().size() > MAX_ENTRIES || profile.capabilities().size() > MAX_ENTRIES) {
      throw new IllegalArgumentException(
          "node record: expected at most " + MAX_ENTRIES + " labels and capabilities each");
    }
  }

  /** Reads {@link #toPayload}. */
  public static NodeRecord parse(Bytes payload) {
    return Fields.read(
        payload.toUtf8(),
        fields ->
            new NodeRecord(
                fields.string("mesh"),
                fields.integer("sequence", 1, Long.MAX_VALUE),
                fields.parsed("address", Address::parse),
                new Profile(fields.stringMap("labels"), fields.stringMap("capabilities"))));
  }

  /** The JSON that is signed. */
  public Bytes toPayload() {
    JsonObject json = new JsonObject();
    json.addProperty("mesh", mesh);
    json.addProperty("sequence", sequence);
    json.addProperty("address", address.toString());
    json.add("labels", strings(profile.labels()));
    json.add("capabilities", strings(profile.capabilities()));
    return Bytes.utf8(json.toString());
  }

  private static JsonObject strings(Map<String, String> map) {
    JsonObject json = new JsonObject();
    map.forEach(json::addProperty);
    return json;
  }
}
