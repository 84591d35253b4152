package dev.linnet.daemon.identity;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.json.Fields;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.Envelope.Signature;
import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;

/** The interchange form of an envelope: JSON, after secure-systems-lab/dsse, envelope.md. */
public final class EnvelopeFile {
  private EnvelopeFile() {}

  /** The JSON of {@code envelope}, on one line. */
  public static String write(Envelope envelope) {
    return toJson(envelope).toString();
  }

  static JsonObject toJson(Envelope envelope) {
    JsonObject json = new JsonObject();
    json.addProperty("payload", base64(envelope.payload()));
    json.addProperty("payloadType", envelope.payloadType());
    JsonArray signatures = new JsonArray();
    for (Signature signature : envelope.signatures()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("keyid", signature.keyId());
      entry.addProperty("sig", base64(signature.value()));
      signatures.add(entry);
    }
    json.add("signatures", signatures);
    return json;
  }

  /**
   * Reads {@link #write}. Nothing is verified.
   *
   * @throws IllegalArgumentException naming the field that is wrong
   */
  public static Envelope parse(String json) {
    return Fields.read(json, EnvelopeFile::read);
  }

  /** Reads an envelope that is part of a document. */
  static Envelope read(Fields fields) {
    return new Envelope(
        fields.string("payloadType"),
        fields.parsed("payload", EnvelopeFile::bytes),
        fields.objects(
            "signatures",
            signature ->
                new Signature(
                    signature.has("keyid") ? signature.string("keyid") : "",
                    signature.parsed("sig", EnvelopeFile::bytes))));
  }

  /**
   * Reads an envelope's file. Nothing is verified.
   *
   * @param what it holds, for a person
   * @throws UserError if there is none
   */
  public static Envelope load(String what, Path file) {
    try {
      return parse(Secrets.read(what, file));
    } catch (IllegalArgumentException e) {
      throw new UserError(
          UserError.USAGE,
          file + ": not the " + what + " in a DSSE envelope: " + e.getMessage(),
          e);
    }
  }

  /**
   * Writes an envelope into a file of its own, in the place of what is there.
   *
   * @throws UserError if it cannot be written; what was there is still there then
   */
  public static void replace(Path file, Envelope envelope) {
    try {
      Secrets.replace(file, write(envelope) + "\n");
    } catch (IOException e) {
      throw Secrets.notWritten(file, e);
    }
  }

  private static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toArray());
  }

  /** The standard and the URL-safe alphabet are both allowed. */
  private static Bytes bytes(String base64) {
    return Bytes.copyOf(Base64.getDecoder().decode(base64.replace('-', '+').replace('_', '/')));
  }
}
