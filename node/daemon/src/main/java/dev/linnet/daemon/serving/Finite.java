package dev.linnet.daemon.serving;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;

/** Looks for NaN and infinities: in each format, an exponent of all ones. */
final class Finite {
  private static final long FP64_EXPONENT = 0x7ff0_0000_0000_0000L;
  private static final long FP32_EXPONENT = 0x7f80_0000L;
  private static final long FP16_EXPONENT = 0x7c00;
  private static final long BF16_EXPONENT = 0x7f80;
  private static final int BLOCK = 2048;

  private Finite() {}

  static boolean all(List<Tensor> tensors) {
    for (Tensor tensor : tensors) {
      if (!all(tensor)) {
        return false;
      }
    }
    return true;
  }

  private static boolean all(Tensor tensor) {
    switch (tensor.datatype()) {
      case FP64:
        return noneIn(tensor.data(), FP64_EXPONENT);
      case FP32:
        return noneIn(tensor.data(), FP32_EXPONENT * 0x1_0000_0001L);
      case FP16:
        return noneIn(tensor.data(), FP16_EXPONENT * 0x1_0001_0001_0001L);
      case BF16:
        return noneIn(tensor.data(), BF16_EXPONENT * 0x1_0001_0001_0001L);
      default:
        return true;
    }
  }

  /**
   * Looks at eight bytes at once. To an exponent of all ones, and to no other, adding its lowest
   * bit carries into the sign, which is masked out before: so no element touches its neighbour.
   */
  private static boolean noneIn(ByteBuffer data, long exponents) {
    long lowest = exponents & ~(exponents << 1);
    long signs = (exponents + lowest) & ~exponents;
    LongBuffer longs = data.asLongBuffer();
    long[] block = new long[Math.min(BLOCK, (longs.remaining() + 3) & ~3)];
    while (longs.hasRemaining()) {
      int length = Math.min(block.length, longs.remaining());
      longs.get(block, 0, length);
      Arrays.fill(block, length, block.length, 0);
      long carried = 0;
      for (int i = 0; i < block.length; i += 4) { // four at once, as Java's first compiler does not
        carried |=
            ((block[i] & exponents) + lowest)
                | ((block[i + 1] & exponents) + lowest)
                | ((block[i + 2] & exponents) + lowest)
                | ((block[i + 3] & exponents) + lowest);
      }
      if ((carried & signs) != 0) {
        return false;
      }
    }
    long rest = 0;
    for (int i = data.limit() & ~7; i < data.limit(); i++) {
      rest |= (data.get(i) & 0xffL) << (8 * (i & 7));
    }
    return (((rest & exponents) + lowest) & signs) == 0;
  }
}
