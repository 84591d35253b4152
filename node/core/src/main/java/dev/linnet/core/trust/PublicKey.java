package dev.linnet.core.trust;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** An Ed25519 public key: 32 bytes, written as the Base64 of its SubjectPublicKeyInfo. */
public record PublicKey(Bytes raw) {
  private static final byte[] SPKI_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

  public PublicKey {
    if (raw.size() != 32) {
      throw new IllegalArgumentException("Ed25519 key: expected 32 bytes, got " + raw.size());
    }
  }

  /** Reads what {@link #toBase64} wrote. */
  public static PublicKey parse(String base64) {
    byte[] der = Base64.getDecoder().decode(base64);
    if (der.length != SPKI_HEAD.length + 32
        || !Arrays.equals(der, 0, SPKI_HEAD.length, SPKI_HEAD, 0, SPKI_HEAD.length)) {
      throw new IllegalArgumentException("Ed25519 key: not a SubjectPublicKeyInfo of RFC 8410");
    }
    return new PublicKey(Bytes.copyOf(Arrays.copyOfRange(der, SPKI_HEAD.length, der.length)));
  }

  /** The SubjectPublicKeyInfo in DER. */
  public byte[] spki() {
    byte[] der = Arrays.copyOf(SPKI_HEAD, SPKI_HEAD.length + 32);
    System.arraycopy(raw.unsafe(), 0, der, SPKI_HEAD.length, 32);
    return der;
  }

  public String toBase64() {
    return Base64.getEncoder().encodeToString(spki());
  }

  /** Lowercase hexadecimal SHA-256 of the SubjectPublicKeyInfo. */
  public String keyId() {
    return Digest.of(spki()).hex();
  }
}
