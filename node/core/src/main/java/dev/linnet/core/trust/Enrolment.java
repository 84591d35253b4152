package dev.linnet.core.trust;

import com.google.gson.JsonObject;
import dev.linnet.core.json.Fields;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;

/** That a key belongs to a node of a region; signed by the trust root's ENROLL role. */
public record Enrolment(String mesh, NodeName node, RegionName region, PublicKey key) {
  /** The type of the envelope around it. */
  public static final String PAYLOAD_TYPE = "application/vnd.linnet.enrolment.v1+json";

  /** Reads {@link #toPayload}. */
  public static Enrolment parse(Bytes payload) {
    return Fields.read(
        payload.toUtf8(),
        fields ->
            new Enrolment(
                fields.string("mesh"),
                fields.parsed("node", NodeName::new),
                fields.parsed("region", RegionName::new),
                fields.parsed("public", PublicKey::parse)));
  }

  /** The JSON that is signed. */
  public Bytes toPayload() {
    JsonObject json = new JsonObject();
    json.addProperty("mesh", mesh);
    json.addProperty("node", node.value());
    json.addProperty("region", region.value());
    json.addProperty("public", key.toBase64());
    return Bytes.utf8(json.toString());
  }
}
