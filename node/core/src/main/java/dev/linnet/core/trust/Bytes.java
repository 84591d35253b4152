package dev.linnet.core.trust;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An immutable byte string with value equality. */
public final class Bytes implements Comparable<Bytes> {
  private final byte[] value;

  /** As in {@link String}: computed when first asked for; a race computes it twice, no more. */
  private int hash;

  private Bytes(byte[] value) {
    this.value = value;
  }

  /** Copies {@code value}. */
  public static Bytes copyOf(byte[] value) {
    return new Bytes(value.clone());
  }

  /** The UTF-8 bytes of {@code text}. */
  public static Bytes utf8(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  public int size() {
    return value.length;
  }

  /** A copy of the bytes. */
  public byte[] toArray() {
    return value.clone();
  }

  /** The bytes read as UTF-8. */
  public String toUtf8() {
    return new String(value, StandardCharsets.UTF_8);
  }

  byte[] unsafe() {
    return value;
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(value, other.value);
  }

  @Override
  public boolean equals(Object other) {
    return other == this || (other instanceof Bytes bytes && Arrays.equals(value, bytes.value));
  }

  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = Arrays.hashCode(value);
    }
    return hash;
  }

  @Override
  public String toString() {
    return value.length + " bytes";
  }
}
