package dev.linnet.daemon.serving;

/** The two floating-point formats of 16 bits, widened without loss. */
final class HalfFloats {
  private HalfFloats() {}

  /** IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits. */
  static float float16(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f; // subnormal: no hidden bit
      return sign == 0 ? magnitude : -magnitude;
    }
    int widened = exponent == 0x1f ? 0xff : exponent - 15 + 127;
    return Float.intBitsToFloat(sign | widened << 23 | fraction << 13);
  }

  /** The upper half of an IEEE 754 binary32. */
  static float bfloat16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }
}
