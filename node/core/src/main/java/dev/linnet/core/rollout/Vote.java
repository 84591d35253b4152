package dev.linnet.core.rollout;

import com.google.gson.JsonObject;
import dev.linnet.core.health.Evidence;
import dev.linnet.core.health.Sketch;
import dev.linnet.core.json.Fields;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a juror says of a rollout in its own region. Who the juror is, the enrolment beside it says.
 *
 * @param sequence grows with each vote that this juror casts on this rollout
 */
public record Vote(
    String mesh,
    Digest rollout,
    int wave,
    long sequence,
    Ballot ballot,
    String reason,
    Evidence evidence) {
  /** The type of the envelope around it. */
  public static final String PAYLOAD_TYPE = "application/vnd.linnet.vote.v1+json";

  private static final int MAX_REASON = 500;

  /** The three things to say; later ones count before earlier ones. */
  public enum Ballot {
    /** The model does not fit this node: it abstains. */
    INELIGIBLE,
    HEALTHY,
    /** Never taken back. */
    UNHEALTHY
  }

  public Vote {
    if (reason.length() > MAX_REASON) {
      throw new IllegalArgumentException("vote: too long a reason");
    }
  }

  /** Cuts a reason to what a vote may carry. */
  public static String fit(String reason) {
    return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON - 1) + "…";
  }

  /** Reads {@link #toPayload}. */
  public static Vote parse(Bytes payload) {
    return Fields.read(
        payload.toUtf8(),
        fields ->
            new Vote(
                fields.string("mesh"),
                fields.parsed("rollout", Digest::new),
                (int) fields.integer("wave", 0, Plan.MAX_WAVES - 1),
                fields.integer("sequence", 1, Long.MAX_VALUE),
                fields.parsed("ballot", Ballot::valueOf),
                fields.string("reason"),
                new Evidence(
                    numbers(fields.stringMap("evidence")),
                    fields.has("sketches")
                        ? sketches(fields.stringMap("sketches"))
                        : new TreeMap<>())));
  }

  private static SortedMap<String, Double> numbers(Map<String, String> texts) {
    SortedMap<String, Double> numbers = new TreeMap<>();
    texts.forEach((name, text) -> numbers.put(name, Double.valueOf(text)));
    return numbers;
  }

  private static SortedMap<String, Sketch> sketches(Map<String, String> texts) {
    SortedMap<String, Sketch> sketches = new TreeMap<>();
    texts.forEach((name, text) -> sketches.put(name, Sketch.parse(text)));
    return sketches;
  }

  /** The JSON that is signed. Numbers are texts, since JSON has no NaN. */
  public Bytes toPayload() {
    JsonObject json = new JsonObject();
    json.addProperty("mesh", mesh);
    json.addProperty("rollout", rollout.hex());
    json.addProperty("wave", wave);
    json.addProperty("sequence", sequence);
    json.addProperty("ballot", ballot.name());
    json.addProperty("reason", reason);
    JsonObject numbers = new JsonObject();
    evidence.numbers().forEach((name, value) -> numbers.addProperty(name, Double.toString(value)));
    json.add("evidence", numbers);
    if (!evidence.sketches().isEmpty()) {
      JsonObject sketches = new JsonObject();
      evidence.sketches().forEach((name, sketch) -> sketches.addProperty(name, sketch.toText()));
      json.add("sketches", sketches);
    }
    return Bytes.utf8(json.toString());
  }
}
