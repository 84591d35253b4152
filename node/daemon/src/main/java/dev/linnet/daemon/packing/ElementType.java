package dev.linnet.daemon.packing;

import java.util.Optional;

/** Element types that ONNX and the Open Inference Protocol share. */
enum ElementType {
  FP32(1, 4),
  UINT8(2, 1),
  INT8(3, 1),
  UINT16(4, 2),
  INT16(5, 2),
  INT32(6, 4),
  INT64(7, 8),
  BYTES(8, 0),
  BOOL(9, 1),
  FP16(10, 2),
  FP64(11, 8),
  UINT32(12, 4),
  UINT64(13, 8),
  BF16(16, 2);

  private final int onnx;
  private final int sizeBytes;

  ElementType(int onnx, int sizeBytes) {
    this.onnx = onnx;
    this.sizeBytes = sizeBytes;
  }

  /** The type that ONNX gives a number in {@code TensorProto.DataType}. */
  static Optional<ElementType> ofOnnx(int number) {
    for (ElementType type : values()) {
      if (type.onnx == number) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The protocol's name. */
  String datatype() {
    return name();
  }

  /** Bytes of one element; 0 for BYTES, whose elements vary. */
  int sizeBytes() {
    return sizeBytes;
  }
}
