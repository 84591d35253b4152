package dev.linnet.daemon.serving;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * A named array of values, row-major.
 *
 * @param shape the size of each dimension; empty for a scalar
 * @param data the elements in little-endian order without padding; empty for {@link Datatype#BYTES}
 * @param strings the elements of {@link Datatype#BYTES}; empty for any other
 */
public record Tensor(
    String name, Datatype datatype, List<Long> shape, ByteBuffer data, List<String> strings) {
  /** About what a string takes besides its characters, with its places in lists. */
  public static final int STRING_BYTES = 64;

  /** About what a tensor takes besides its elements and its shape. */
  public static final int OBJECT_BYTES = 256;

  /** About what a dimension of its shape takes. */
  public static final int DIMENSION_BYTES = 32;

  private static final ByteBuffer NO_DATA = ByteBuffer.allocate(0);

  public Tensor {
    shape = List.copyOf(shape);
    data = data.slice();
    strings = List.copyOf(strings);
  }

  /** Numbers or truth values; {@code data} from its position to its limit, not copied. */
  public static Tensor of(String name, Datatype datatype, List<Long> shape, ByteBuffer data) {
    return new Tensor(name, datatype, shape, data, List.of());
  }

  /** Strings. */
  public static Tensor ofStrings(String name, List<Long> shape, List<String> strings) {
    return new Tensor(name, Datatype.BYTES, shape, NO_DATA, strings);
  }

  /** Floats, for callers that have them as an array. */
  public static Tensor ofFloats(String name, List<Long> shape, float... values) {
    ByteBuffer data =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return of(name, Datatype.FP32, shape, data);
  }

  /** The elements, as a view of its own that reads little-endian. */
  @Override
  public ByteBuffer data() {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** How many elements there are in fact, whatever the shape says. */
  public int elements() {
    return datatype == Datatype.BYTES ? strings.size() : data.capacity() / datatype.elementBytes();
  }

  /** About what it takes in memory. */
  public long sizeBytes() {
    return data.capacity() + strings.stream().mapToLong(Tensor::sizeOf).sum();
  }

  /** About what a string takes in memory. */
  public static long sizeOf(String text) {
    return STRING_BYTES + 2L * text.length();
  }

  /** The element at {@code index} as a number; NaN for a string. Large 64-bit integers round. */
  public double number(int index) {
    ByteBuffer view = data();
    switch (datatype) {
      case BOOL:
      case INT8:
        return view.get(index);
      case UINT8:
        return Byte.toUnsignedInt(view.get(index));
      case INT16:
        return view.getShort(2 * index);
      case UINT16:
        return Short.toUnsignedInt(view.getShort(2 * index));
      case INT32:
        return view.getInt(4 * index);
      case UINT32:
        return Integer.toUnsignedLong(view.getInt(4 * index));
      case INT64:
        return view.getLong(8 * index);
      case UINT64:
        long bits = view.getLong(8 * index);
        return bits >= 0 ? bits : (bits >>> 1 | bits & 1) * 2.0;
      case FP16:
        return HalfFloats.float16(view.getShort(2 * index));
      case BF16:
        return HalfFloats.bfloat16(view.getShort(2 * index));
      case FP32:
        return view.getFloat(4 * index);
      case FP64:
        return view.getDouble(8 * index);
      case BYTES:
        return Double.NaN;
    }
    throw new IllegalStateException("datatype " + datatype);
  }

  /** The sum of {@code count} elements from {@code from} on. */
  double sum(int from, int count) {
    double sum = 0;
    if (datatype == Datatype.FP32) {
      FloatBuffer floats = data().asFloatBuffer();
      for (int i = from; i < from + count; i++) {
        sum += floats.get(i);
      }
    } else {
      for (int i = from; i < from + count; i++) {
        sum += number(i);
      }
    }
    return sum;
  }

  /**
   * The number of elements that a shape has.
   *
   * @throws ArithmeticException if it is more than a long holds
   */
  public static long elementsOf(List<Long> shape) {
    long elements = 1;
    for (long size : shape) {
      elements = Math.multiplyExact(elements, size);
    }
    return elements;
  }
}
