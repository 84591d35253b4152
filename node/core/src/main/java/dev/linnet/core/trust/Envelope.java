package dev.linnet.core.trust;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A DSSE envelope (secure-systems-lab/dsse, protocol.md, v1): a typed payload and the signatures
 * over both. What the payload means is known only after the trust root has checked a signature.
 */
public record Envelope(String payloadType, Bytes payload, List<Signature> signatures) {
  /** The most bytes of payload that any envelope may hold. */
  public static final int MAX_PAYLOAD_BYTES = 64 * 1024;

  /** The most signatures that any envelope may hold. */
  public static final int MAX_SIGNATURES = 16;

  /** A signature and the untrusted hint of which key made it. */
  public record Signature(String keyId, Bytes value) {}

  public Envelope {
    signatures = List.copyOf(signatures);
    if (payload.size() > MAX_PAYLOAD_BYTES || signatures.size() > MAX_SIGNATURES) {
      throw new IllegalArgumentException(
          "envelope: at most 64 KiB of payload and " + MAX_SIGNATURES + " signatures");
    }
  }

  /** Signs {@code payload} once. */
  public static Envelope sign(String payloadType, Bytes payload, Signer signer) {
    byte[] signature = signer.sign(preAuthentication(payloadType, payload));
    return new Envelope(
        payloadType,
        payload,
        List.of(new Signature(signer.publicKey().keyId(), Bytes.copyOf(signature))));
  }

  /**
   * The same with one more signature; a second one by the same key takes the place of the first.
   */
  public Envelope cosign(Signer signer) {
    return merge(sign(payloadType, payload, signer));
  }

  /**
   * The same with the signatures of another copy as well, one for each key id, as many as an
   * envelope holds.
   *
   * @throws IllegalArgumentException if the other says something else
   */
  public Envelope merge(Envelope other) {
    if (!payloadType.equals(other.payloadType) || !payload.equals(other.payload)) {
      throw new IllegalArgumentException(
          "envelope: the copies say different things: expected " + id().brief());
    }
    SortedMap<String, Signature> byKey = new TreeMap<>();
    signatures.forEach(signature -> byKey.put(signature.keyId(), signature));
    other.signatures.forEach(signature -> byKey.put(signature.keyId(), signature));
    return new Envelope(
        payloadType, payload, byKey.values().stream().limit(MAX_SIGNATURES).toList());
  }

  /**
   * SHA-256 over payload type and payload, not over the signatures: a re-signed or co-signed copy
   * says the same and has the same name.
   */
  public Digest id() {
    return Digest.of(preAuthentication());
  }

  /** The bytes that a signature is over. */
  byte[] preAuthentication() {
    return preAuthentication(payloadType, payload);
  }

  private static byte[] preAuthentication(String payloadType, Bytes payload) {
    byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
    byte[] body = payload.unsafe();
    byte[] head =
        ("DSSEv1 " + type.length + " " + payloadType + " " + body.length + " ")
            .getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[head.length + body.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }
}
