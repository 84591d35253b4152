package dev.linnet.daemon.identity;

import com.google.gson.JsonObject;
import dev.linnet.core.json.Fields;
import dev.linnet.core.trust.Envelope;
import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;

/**
 * What an authority gives for a signing request: all of a node's identity but its private keys,
 * which it never sees.
 *
 * @param enrolment binds the node's fact key to its name
 */
public record Grant(
    X509Certificate certificate,
    X509Certificate authority,
    Envelope enrolment,
    Envelope trustRoot) {

  /** As in {@code grant.json}, on one line. */
  public String toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("certificate", Pem.of(certificate));
    json.addProperty("authority", Pem.of(authority));
    json.add("enrolment", EnvelopeFile.toJson(enrolment));
    json.add("trustRoot", EnvelopeFile.toJson(trustRoot));
    return json.toString();
  }

  /**
   * Reads {@link #toJson}. Nothing is verified.
   *
   * @throws IllegalArgumentException naming the field that is wrong
   */
  public static Grant parse(String json) {
    return Fields.read(
        json,
        fields ->
            new Grant(
                fields.parsed("certificate", Pem::certificate),
                fields.parsed("authority", Pem::certificate),
                fields.object("enrolment", EnvelopeFile::read),
                fields.object("trustRoot", EnvelopeFile::read)));
  }

  /**
   * Reads a grant's file. Nothing is verified.
   *
   * @throws UserError if it is none
   */
  public static Grant load(Path file) {
    try {
      return parse(Secrets.read("grant", file, "linnet mesh sign"));
    } catch (IllegalArgumentException e) {
      throw new UserError(
          UserError.USAGE, file + ": not a grant of `linnet mesh sign`: " + e.getMessage(), e);
    }
  }

  /**
   * Writes each part to its place, the certificate last: a node without one has not begun, so what
   * breaks off here is done again.
   */
  void install(IdentityPaths paths) throws IOException {
    Secrets.replace(paths.trustRoot(), EnvelopeFile.write(trustRoot) + "\n");
    Secrets.replace(paths.authority(), Pem.of(authority));
    Secrets.replace(paths.enrolment(), EnvelopeFile.write(enrolment) + "\n");
    Secrets.replace(paths.certificate(), Pem.of(certificate));
  }

  /** Writes it for a person to carry. */
  void write(Path file) throws IOException {
    Secrets.replace(file, toJson() + "\n");
  }
}
