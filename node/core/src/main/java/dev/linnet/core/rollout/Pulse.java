package dev.linnet.core.rollout;

import com.google.gson.JsonObject;
import dev.linnet.core.json.Fields;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A juror's word that it is there, that this rollout is the head of its model as far as it knows,
 * and the worst that it knows of it. Who the juror is, the enrolment beside it says.
 *
 * @param sequence grows with each pulse of this juror on this rollout; 0 if it spoke only when
 *     asked
 * @param objection the worst that the juror knows of the rollout, or null if nothing
 * @param answer whose question it answers; null for a pulse that is for everyone
 * @param testimony what the version that the juror still serves instead showed; null if it serves
 *     none, or if nobody asks
 */
public record Pulse(
    String mesh,
    Digest rollout,
    long sequence,
    @Nullable Objection objection,
    @Nullable Answer answer,
    @Nullable Testimony testimony) {
  /** The type of the envelope around it. */
  public static final String PAYLOAD_TYPE = "application/vnd.linnet.pulse.v1+json";

  /** Of a juror that serves no other version, or is not asked what that shows. */
  public Pulse(
      String mesh,
      Digest rollout,
      long sequence,
      @Nullable Objection objection,
      @Nullable Answer answer) {
    this(mesh, rollout, sequence, objection, answer, null);
  }

  /** Binds an answer to the one who asked, so that nobody gains by keeping it for another. */
  public record Answer(NodeName asker, long nonce) {}

  /**
   * What speaks against a rollout.
   *
   * @param rolledBack who rolled it back; null if an operator aborted it
   */
  public record Objection(@Nullable Panel rolledBack) {
    private static final String ABORT = "abort";

    /** The worst that is known of a rollout to a juror of {@code region}. */
    public static Optional<Objection> of(Rollout rollout, RegionName region) {
      if (rollout.aborted()) {
        return Optional.of(new Objection(null));
      }
      return Cover.coveringAll(rollout, region).or(() -> Cover.any(rollout)).map(Objection::new);
    }

    /** Whether the fact behind it is among those of the rollout. */
    public boolean provenBy(Rollout rollout) {
      return rolledBack == null ? rollout.aborted() : rollout.rolledBack(rolledBack);
    }

    static Objection parse(String text) {
      if (text.equals(ABORT)) {
        return new Objection(null);
      }
      String[] words = text.split(" ", 3);
      if (words.length < 2) {
        throw new IllegalArgumentException("expected \"abort\" or \"WAVE REGION [CLASS]\"");
      }
      return new Objection(
          new Panel(
              Integer.parseInt(words[0]),
              new RegionName(words[1]),
              words.length == 2 ? null : words[2]));
    }

    @Override
    public String toString() {
      if (rolledBack == null) {
        return ABORT;
      }
      String place = rolledBack.wave() + " " + rolledBack.region();
      return rolledBack.isWhole() ? place : place + " " + rolledBack.deviceClass();
    }
  }

  /** Reads {@link #toPayload}. */
  public static Pulse parse(Bytes payload) {
    return Fields.read(
        payload.toUtf8(),
        fields ->
            new Pulse(
                fields.string("mesh"),
                fields.parsed("rollout", Digest::new),
                fields.integer("sequence", 0, Long.MAX_VALUE),
                fields.has("objection") ? fields.parsed("objection", Objection::parse) : null,
                fields.has("asker")
                    ? new Answer(
                        fields.parsed("asker", NodeName::new),
                        fields.integer("nonce", 0, Long.MAX_VALUE))
                    : null,
                fields.has("testimony") ? fields.object("testimony", Testimony::parse) : null));
  }

  /** The JSON that is signed. */
  public Bytes toPayload() {
    JsonObject json = new JsonObject();
    json.addProperty("mesh", mesh);
    json.addProperty("rollout", rollout.hex());
    json.addProperty("sequence", sequence);
    if (objection != null) {
      json.addProperty("objection", objection.toString());
    }
    if (answer != null) {
      json.addProperty("asker", answer.asker().value());
      json.addProperty("nonce", answer.nonce());
    }
    if (testimony != null) {
      json.add("testimony", testimony.toJson());
    }
    return Bytes.utf8(json.toString());
  }
}
