package dev.linnet.daemon.command;

/** IEEE 754 binary16, which Java 17 has no type for. */
final class HalfFloat {
  private HalfFloat() {}

  /** Rounds to the nearest half, ties to even; what is too large becomes an infinity. */
  static short encode(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00);
    }
    float magnitude = Math.abs(value);
    if (magnitude >= 65_520f) {
      return (short) (sign | 0x7c00);
    }
    if (magnitude < 0x1p-14f) {
      // Subnormal halves are multiples of 2^-24.
      return (short) (sign | (int) Math.rint(magnitude * 0x1p24f));
    }
    int rebased = (bits & 0x7fff_ffff) - ((127 - 15) << 23);
    int rounded = rebased + 0xfff + ((rebased >>> 13) & 1);
    return (short) (sign | (rounded >>> 13));
  }

  static float decode(short half) {
    int exponent = (half >>> 10) & 0x1f;
    int mantissa = half & 0x3ff;
    float magnitude;
    if (exponent == 0) {
      magnitude = mantissa * 0x1p-24f;
    } else if (exponent == 31) {
      magnitude = mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else {
      magnitude = Float.intBitsToFloat(((exponent + 127 - 15) << 23) | (mantissa << 13));
    }
    return half < 0 ? -magnitude : magnitude;
  }
}
