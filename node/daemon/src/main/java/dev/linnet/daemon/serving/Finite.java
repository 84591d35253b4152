package dev.linnet.daemon.serving;

import java.nio.ByteBuffer;
import java.util.List;

/** Looks for NaN and infinities: in each format, an exponent of all ones. */
final class Finite {
  private static final int FP16_EXPONENT = 0x7c00;
  private static final int BF16_EXPONENT = 0x7f80;

  private Finite() {}

  static boolean all(List<Tensor> tensors) {
    return tensors.stream().allMatch(Finite::all);
  }

  private static boolean all(Tensor tensor) {
    ByteBuffer data = tensor.data();
    switch (tensor.datatype()) {
      case FP32:
        while (data.hasRemaining()) {
          if (!Float.isFinite(data.getFloat())) {
            return false;
          }
        }
        return true;
      case FP64:
        while (data.hasRemaining()) {
          if (!Double.isFinite(data.getDouble())) {
            return false;
          }
        }
        return true;
      case FP16:
        return no(data, FP16_EXPONENT);
      case BF16:
        return no(data, BF16_EXPONENT);
      default:
        return true;
    }
  }

  private static boolean no(ByteBuffer data, int exponent) {
    while (data.hasRemaining()) {
      if ((data.getShort() & exponent) == exponent) {
        return false;
      }
    }
    return true;
  }
}
