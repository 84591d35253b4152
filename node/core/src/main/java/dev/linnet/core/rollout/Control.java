package dev.linnet.core.rollout;

import com.google.gson.JsonObject;
import dev.linnet.core.json.Fields;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An operator's word on a rollout that is under way.
 *
 * @param sequence of PAUSE and RESUME: the highest counts, PAUSE wins a tie; 0 for the others
 * @param wave of PROMOTE: the index of the wave; null otherwise
 * @param region of PROMOTE: the region; null otherwise
 */
public record Control(
    String mesh,
    Digest rollout,
    Action action,
    long sequence,
    @Nullable Integer wave,
    @Nullable RegionName region,
    String reason) {
  /** The type of the envelope around it. */
  public static final String PAYLOAD_TYPE = "application/vnd.linnet.control.v1+json";

  /** Leaves room to rank a pause above a resume of the same sequence. */
  private static final long MAX_SEQUENCE = 1L << 53;

  /** What is to happen. */
  public enum Action {
    PAUSE,
    RESUME,
    /** For good: everything goes back. */
    ABORT,
    /** Takes the place of a region's verdict. */
    PROMOTE
  }

  public Control {
    if ((action == Action.PROMOTE) != (wave != null && region != null)
        || (wave == null) != (region == null)) {
      throw new IllegalArgumentException(
          "control: wave and region go with promote, and only there");
    }
    if (sequence < 0 || sequence > MAX_SEQUENCE) {
      throw new IllegalArgumentException("sequence: expected 0 to " + MAX_SEQUENCE);
    }
    if (reason.length() > 500) {
      throw new IllegalArgumentException("reason: expected at most 500 characters");
    }
  }

  /** Of two that switch a rollout on or off, the higher one counts. */
  long rank() {
    return 2 * sequence + (action == Action.PAUSE ? 1 : 0);
  }

  /** Reads {@link #toPayload}. */
  public static Control parse(Bytes payload) {
    return Fields.read(
        payload.toUtf8(),
        fields ->
            new Control(
                fields.string("mesh"),
                fields.parsed("rollout", Digest::new),
                fields.parsed("action", word -> Action.valueOf(word.toUpperCase(Locale.ROOT))),
                fields.integer("sequence", 0, MAX_SEQUENCE),
                fields.has("wave")
                    ? (Integer) (int) fields.integer("wave", 0, Plan.MAX_WAVES - 1)
                    : null,
                fields.has("region") ? fields.parsed("region", RegionName::new) : null,
                fields.string("reason")));
  }

  /** The JSON that is signed. */
  public Bytes toPayload() {
    JsonObject json = new JsonObject();
    json.addProperty("mesh", mesh);
    json.addProperty("rollout", rollout.hex());
    json.addProperty("action", action.name().toLowerCase(Locale.ROOT));
    json.addProperty("sequence", sequence);
    if (wave != null && region != null) {
      json.addProperty("wave", wave);
      json.addProperty("region", region.value());
    }
    json.addProperty("reason", reason);
    return Bytes.utf8(json.toString());
  }
}
