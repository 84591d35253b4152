package dev.linnet.daemon.identity;

import com.google.gson.JsonObject;
import dev.linnet.core.json.Fields;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.PublicKey;
import dev.linnet.daemon.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Base64;

/**
 * What a device asks its mesh's authority to sign: the public halves of its two keys, and the
 * proofs that it has the private ones. The TLS key signs a PKCS#10 request (RFC 2986) for the
 * node's name, and the fact key signs that request, so that a name once given is renewed by its
 * holder alone.
 */
public final class SigningRequest {
  private static final byte[] PROOF_HEAD =
      "linnet signing request v1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_PKCS10_BYTES = 8 * 1024;

  private final Pkcs10 pkcs10;
  private final PublicKey factKey;
  private final Bytes proof;

  private SigningRequest(Pkcs10 pkcs10, PublicKey factKey, Bytes proof) {
    this.pkcs10 = pkcs10;
    this.factKey = factKey;
    this.proof = proof;
  }

  /** Asks for a name. */
  static SigningRequest make(SpiffeId id, KeyPair tls, Ed25519 factKey) {
    Pkcs10 pkcs10 = Pkcs10.sign(id, tls);
    byte[] proof = factKey.sign(proven(pkcs10.der()));
    return new SigningRequest(pkcs10, factKey.publicKey(), Bytes.copyOf(proof));
  }

  /**
   * Reads a request and checks both proofs.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static SigningRequest open(Bytes pkcs10, PublicKey factKey, Bytes proof) {
    if (pkcs10.size() > MAX_PKCS10_BYTES) {
      throw new IllegalArgumentException("the PKCS#10 request is larger than 8 KiB");
    }
    if (!Ed25519.CHECK.verify(factKey, proven(pkcs10.toArray()), proof.toArray())) {
      throw new IllegalArgumentException("it is not signed by the fact key that it names");
    }
    return new SigningRequest(Pkcs10.open(pkcs10.toArray()), factKey, proof);
  }

  private static byte[] proven(byte[] pkcs10) {
    byte[] all = new byte[PROOF_HEAD.length + pkcs10.length];
    System.arraycopy(PROOF_HEAD, 0, all, 0, PROOF_HEAD.length);
    System.arraycopy(pkcs10, 0, all, PROOF_HEAD.length, pkcs10.length);
    return all;
  }

  /** The name that is asked for. */
  public SpiffeId id() {
    return pkcs10.id();
  }

  java.security.PublicKey tlsKey() {
    return pkcs10.key();
  }

  public PublicKey factKey() {
    return factKey;
  }

  /** In DER. */
  public Bytes pkcs10() {
    return Bytes.copyOf(pkcs10.der());
  }

  /** The fact key's signature. */
  public Bytes proof() {
    return proof;
  }

  /** As in {@code request.json}, on one line. */
  public String toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("pkcs10", Pem.encode(Pem.REQUEST, pkcs10.der()));
    json.addProperty("factKey", factKey.toBase64());
    json.addProperty("proof", Base64.getEncoder().encodeToString(proof.toArray()));
    return json.toString();
  }

  /**
   * Reads {@link #toJson}.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static SigningRequest parse(String json) {
    return Fields.read(
        json,
        fields ->
            open(
                fields.parsed("pkcs10", text -> Bytes.copyOf(Pem.decode(Pem.REQUEST, text))),
                fields.parsed("factKey", PublicKey::parse),
                fields.parsed("proof", text -> Bytes.copyOf(Base64.getDecoder().decode(text)))));
  }

  /**
   * Reads a request's file.
   *
   * @throws UserError if it is none, or proves nothing
   */
  public static SigningRequest load(Path file) {
    try {
      return parse(Secrets.read("signing request", file, "linnet node request"));
    } catch (IllegalArgumentException e) {
      throw new UserError(
          UserError.USAGE,
          file + ": not a signing request of `linnet node request`: " + e.getMessage(),
          e);
    }
  }

  /** Writes it for a person to carry. */
  void write(Path file) throws IOException {
    Secrets.replace(file, toJson() + "\n");
  }
}
