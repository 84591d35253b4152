package dev.linnet.core.rollout;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.health.Baseline;
import dev.linnet.core.health.Sketch;
import dev.linnet.core.json.Fields;
import dev.linnet.core.trust.Digest;
import java.util.List;

/**
 * What a node that does not serve a rollout's version counted of the one it serves instead, since
 * it knows of the rollout: how often its answers fell into each bin of the rollout's baselines.
 *
 * @param by the manifest of the version that answered
 * @param sketches of each baseline of an output, in the order of the rollout's manifest
 */
public record Testimony(Digest by, List<Sketch> sketches) {
  private static final long MOST_COUNTED = 1_000_000_000_000L; // sums of 64 such fit into a long

  public Testimony {
    sketches = List.copyOf(sketches);
    if (sketches.isEmpty() || sketches.size() > Baseline.MAX_BASELINES) {
      throw new IllegalArgumentException(
          "testimony: expected 1 to " + Baseline.MAX_BASELINES + " sketches");
    }
    if (!isBounded(sketches)) {
      throw new IllegalArgumentException(
          "testimony: expected at most "
              + Baseline.MAX_BINS
              + " counts of at most "
              + MOST_COUNTED);
    }
  }

  /** Whether counts have not grown beyond what is carried: who counts begins anew then. */
  public static boolean isBounded(List<Sketch> sketches) {
    return sketches.stream().allMatch(Testimony::isBounded);
  }

  private static boolean isBounded(Sketch sketch) {
    return sketch.counts().size() <= Baseline.MAX_BINS
        && sketch.counts().stream().allMatch(count -> count <= MOST_COUNTED);
  }

  static Testimony parse(Fields fields) {
    return new Testimony(
        fields.parsed("by", Digest::new),
        fields.strings("sketches").stream().map(Sketch::parse).toList());
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("by", by.hex());
    JsonArray texts = new JsonArray();
    sketches.forEach(sketch -> texts.add(sketch.toText()));
    json.add("sketches", texts);
    return json;
  }
}
