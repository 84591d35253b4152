package dev.linnet.daemon.serving;

import java.util.Optional;

/** What the elements of a tensor are, in the words of the Open Inference Protocol. */
public enum Datatype {
  BOOL(1, 9),
  UINT8(1, 2),
  UINT16(2, 4),
  UINT32(4, 12),
  UINT64(8, 13),
  INT8(1, 3),
  INT16(2, 5),
  INT32(4, 6),
  INT64(8, 7),
  FP16(2, 10),
  BF16(2, 16),
  FP32(4, 1),
  FP64(8, 11),
  /** Strings in UTF-8, of any length. */
  BYTES(0, 8);

  private final int elementBytes;
  private final int onnxNumber;

  Datatype(int elementBytes, int onnxNumber) {
    this.elementBytes = elementBytes;
    this.onnxNumber = onnxNumber;
  }

  /** Bytes of one element; 0 for {@link #BYTES}, whose elements differ in length. */
  public int elementBytes() {
    return elementBytes;
  }

  /** Whether the elements are floating-point numbers, and so may be NaN or infinite. */
  public boolean isFloat() {
    return this == FP16 || this == BF16 || this == FP32 || this == FP64;
  }

  /** The datatype of that name. */
  public static Optional<Datatype> named(String name) {
    for (Datatype datatype : values()) {
      if (datatype.name().equals(name)) {
        return Optional.of(datatype);
      }
    }
    return Optional.empty();
  }

  /** The datatype with that number in ONNX ({@code TensorProto.DataType}). */
  public static Optional<Datatype> ofOnnx(int number) {
    for (Datatype datatype : values()) {
      if (datatype.onnxNumber == number) {
        return Optional.of(datatype);
      }
    }
    return Optional.empty();
  }
}
