package dev.linnet.core.trust;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 digest in lowercase hexadecimal: the name of a fact, a manifest or a chunk. */
public record Digest(String hex) implements Comparable<Digest> {
  private static final int HEX_LENGTH = 64;

  public Digest {
    if (!isLowercaseHex(hex)) {
      throw new IllegalArgumentException("digest: expected 64 lowercase hexadecimal digits");
    }
  }

  /** By hand, since digests are made by the million and a regular expression takes its time. */
  private static boolean isLowercaseHex(String text) {
    if (text.length() != HEX_LENGTH) {
      return false;
    }
    for (int i = 0; i < HEX_LENGTH; i++) {
      char digit = text.charAt(i);
      if ((digit < '0' || digit > '9') && (digit < 'a' || digit > 'f')) {
        return false;
      }
    }
    return true;
  }

  /** The digest of the concatenation of {@code parts}. */
  public static Digest of(byte[]... parts) {
    MessageDigest sha256 = sha256();
    for (byte[] part : parts) {
      sha256.update(part);
    }
    return new Digest(HexFormat.of().formatHex(sha256.digest()));
  }

  /** The digest whose 32 bytes are {@code raw}. */
  public static Digest ofRaw(byte[] raw) {
    return new Digest(HexFormat.of().formatHex(raw));
  }

  /** The 32 bytes. */
  public byte[] raw() {
    return HexFormat.of().parseHex(hex);
  }

  /** The first 8 bytes as a number. */
  public long head() {
    return Long.parseUnsignedLong(hex, 0, 16, 16);
  }

  /** The first 12 digits, enough for a person. */
  public String brief() {
    return hex.substring(0, 12);
  }

  /** Takes bytes piece by piece; {@link #ofRaw} makes a digest of what it gives. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public int compareTo(Digest other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
