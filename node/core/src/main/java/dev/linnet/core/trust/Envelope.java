package dev.linnet.core.trust;

import java.nio.charset.StandardCharsets;
import java.util.List;

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
